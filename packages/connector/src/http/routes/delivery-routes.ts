import { deliveryStateSchema, ProblemError } from '@ozonetel-bulk-upload/shared-types';
import { Router } from 'express';
import { z } from 'zod';
import type { Transact } from '../../engine/transact';
import { findDelivery, listDeliveries, redeliver } from '../../relay/deliveries';
import type { Store } from '../../store/open-store';
import { fromCursor, parseQuery, toCursor } from '../paging';

interface DeliveryRouteDeps {
  readonly store: Store;
  readonly transact: Transact;
}

const listQuerySchema = z.strictObject({
  state: deliveryStateSchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional(),
});

export function deliveryRoutes({ store, transact }: DeliveryRouteDeps): Router {
  const router = Router();
  router.get('/deliveries', async (request, response) => {
    const { cursor, ...query } = parseQuery(listQuerySchema, request.query);
    const { items, next } = await listDeliveries(store.db, { ...query, before: fromCursor(cursor) });
    response.json({ items, nextCursor: toCursor(next) });
  });
  router.post('/deliveries/:id/redeliver', async (request, response) => {
    const asked = await transact((work) => redeliver(work, request.params.id));
    if (!asked) throw new ProblemError('not_found', 'There is no delivery with this id.');
    response.status(202).json(await findDelivery(store.db, request.params.id));
  });
  return router;
}
