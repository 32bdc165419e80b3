import {
  deliveryListSchema,
  deliverySchema,
  deliveryStateSchema,
  ProblemError,
} from '@ozonetel-bulk-upload/shared-types';
import type { Transact } from '../../store/unit-of-work';
import { findDelivery, listDeliveries, redeliver } from '../../delivery/deliveries';
import type { Store } from '../../store/open-store';
import { DELIVERY_EXAMPLE } from '../examples';
import { fromCursor, pagingSchema, toCursor } from '../paging';
import { defineRoute, json, type Call, type Route } from '../route';

export interface DeliveryRouteDeps {
  readonly store: Store;
  readonly transact: Transact;
}

const listQuerySchema = pagingSchema.extend({
  state: deliveryStateSchema.optional().describe('Deliveries in this state alone.'),
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
    defineRoute({
      method: 'post',
      path: '/v1/deliveries/{id}/redeliver',
      summary: 'Deliver an event again',
      responses: {
        202: { description: 'It is due now.', body: json('Delivery', deliverySchema, DELIVERY_EXAMPLE) },
      },
      problems: ['conflict'],
      handle: (call) => startOver(deps, call),
    }),
  ];
}

async function startOver({ store, transact }: DeliveryRouteDeps, { response, params }: Call): Promise<void> {
  const id = params['id'] ?? '';
  const asked = await transact((work) => redeliver(work, id));
  if (!asked) throw new ProblemError('not_found', 'There is no delivery with this id.');
  response.status(202).json(await findDelivery(store.db, id));
}
