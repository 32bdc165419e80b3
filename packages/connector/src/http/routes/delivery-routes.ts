import {
  bulkRedeliverySchema,
  deliveryDetailSchema,
  deliveryListSchema,
  deliverySchema,
  deliveryStateSchema,
  ProblemError,
  redeliveredSchema,
} from '@ozonetel-bulk-upload/shared-types';
import type { Transact } from '../../store/unit-of-work';
import { findDelivery, findDeliveryDetail, listDeliveries, redeliver } from '../../delivery/deliveries';
import { redeliverMany } from '../../delivery/redeliver-many';
import type { Store } from '../../store/open-store';
import { DELIVERY_DETAIL_EXAMPLE, DELIVERY_EXAMPLE } from '../examples';
import { fromCursor, idSchema, pagingSchema, toCursor } from '../paging';
import { defineRoute, json, type Call, type Route } from '../route';

export interface DeliveryRouteDeps {
  readonly store: Store;
  readonly transact: Transact;
}

const listQuerySchema = pagingSchema.extend({
  state: deliveryStateSchema.optional().describe('Deliveries in this state alone.'),
  uploadId: idSchema.optional().describe('Deliveries about this upload alone.'),
  subscriptionId: idSchema.optional().describe('Deliveries to this subscription alone.'),
});

export function deliveryRoutes(deps: DeliveryRouteDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/deliveries',
      summary: 'List deliveries, newest first',
      query: listQuerySchema,
      responses: {
        200: {
          description: 'A page of deliveries',
          body: json('DeliveryList', deliveryListSchema, { items: [DELIVERY_EXAMPLE], nextCursor: null }),
        },
      },
      async handle({ response, query: { cursor, ...query } }) {
        const { items, next } = await listDeliveries(deps.store.db, { ...query, before: fromCursor(cursor) });
        response.json({ items, nextCursor: toCursor(next) });
      },
    }),
    bulkRoute(deps),
    defineRoute({
      method: 'get',
      path: '/v1/deliveries/{id}',
      summary: 'A delivery with its last 20 attempts',
      responses: {
        200: {
          description: 'The delivery; an attempt shows the status that came back, never the body',
          body: json('DeliveryDetail', deliveryDetailSchema, DELIVERY_DETAIL_EXAMPLE),
        },
      },
      async handle({ response, params }) {
        const delivery = await findDeliveryDetail(deps.store.db, params['id'] ?? '');
        if (delivery === undefined) throw unknownDelivery();
        response.json(delivery);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/deliveries/{id}/redeliver',
      summary: 'Deliver an event again',
      responses: {
        202: {
          description: 'The delivery is due now.',
          body: json('Delivery', deliverySchema, DELIVERY_EXAMPLE),
        },
      },
      problems: ['conflict'],
      handle: (call) => startOver(deps, call),
    }),
  ];
}

function bulkRoute(deps: DeliveryRouteDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/deliveries/redeliver',
    summary: 'Deliver again all events of deliveries in a state',
    body: {
      name: 'BulkRedelivery',
      schema: bulkRedeliverySchema,
      example: { state: 'dead', since: '2026-01-05T00:00:00.000Z' },
    },
    responses: {
      202: {
        description:
          'They are due now. Those whose subscription has ended, or whose notifyUrl is forgotten, are not counted.',
        body: json('Redelivered', redeliveredSchema, { count: 12 }),
      },
    },
    async handle({ response, body }) {
      response.status(202).json({ count: await redeliverMany(deps, body) });
    },
  });
}

async function startOver({ store, transact }: DeliveryRouteDeps, { response, params }: Call): Promise<void> {
  const id = params['id'] ?? '';
  const asked = await transact((work) => redeliver(work, id));
  if (!asked) throw unknownDelivery();
  response.status(202).json(await findDelivery(store.db, id));
}

function unknownDelivery(): ProblemError {
  return new ProblemError('not_found', 'There is no delivery with this id.');
}
