import { parseBody, ProblemError, subscriptionRequestSchema } from '@ozonetel-bulk-upload/shared-types';
import express, { Router } from 'express';
import {
  endSubscription,
  findSubscription,
  listSubscriptions,
  registerSubscription,
  type RegisterDeps,
} from '../../relay/subscriptions';
import type { Store } from '../../store/open-store';

interface SubscriptionRouteDeps extends RegisterDeps {
  readonly store: Store;
}

export function subscriptionRoutes(deps: SubscriptionRouteDeps): Router {
  const router = Router();
  router.post('/subscriptions', express.json(), async (request, response) => {
    const { created, ...registered } = await registerSubscription(
      deps,
      parseBody(subscriptionRequestSchema, request.body),
    );
    response
      .status(created ? 201 : 200)
      .location(`/v1/subscriptions/${registered.id}`)
      .json(registered);
  });
  router.get('/subscriptions', async (_request, response) => {
    response.json({ items: await listSubscriptions(deps.store) });
  });
  router.get('/subscriptions/:id', async (request, response) => {
    const subscription = await findSubscription(deps.store, request.params.id);
    if (subscription === undefined) throw unknownSubscription();
    response.json(subscription);
  });
  router.delete('/subscriptions/:id', async (request, response) => {
    const ended = await deps.transact((work) => endSubscription(work, request.params.id));
    if (!ended) throw unknownSubscription();
    response.status(204).end();
  });
  return router;
}

function unknownSubscription(): ProblemError {
  return new ProblemError('not_found', 'There is no subscription with this id.');
}
