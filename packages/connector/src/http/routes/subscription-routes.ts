import {
  ProblemError,
  subscriptionCreatedSchema,
  subscriptionListSchema,
  subscriptionRequestSchema,
  subscriptionSchema,
  type SubscriptionRequest,
} from '@ozonetel-bulk-upload/shared-types';
import { z } from 'zod';
import {
  endSubscription,
  findSubscription,
  listEndedSubscriptions,
  listSubscriptions,
  registerSubscription,
  type RegisterDeps,
} from '../../delivery/subscriptions';
import type { Store } from '../../store/open-store';
import { SUBSCRIPTION_EXAMPLE } from '../examples';
import { defineRoute, json, type Call, type Route } from '../route';

export interface SubscriptionRouteDeps extends RegisterDeps {
  readonly store: Store;
}

const listQuerySchema = z.strictObject({
  include: z
    .literal('ended')
    .optional()
    .describe('Also those that have ended and still have dead deliveries: the 100 that ended last.'),
});

const WHERE_IT_IS = { Location: 'Path of the subscription' };

export function subscriptionRoutes(deps: SubscriptionRouteDeps): Route[] {
  return [
    createSubscriptionRoute(deps),
    defineRoute({
      method: 'get',
      path: '/v1/subscriptions',
      summary: 'List subscriptions',
      query: listQuerySchema,
      responses: {
        200: {
          description: 'All active subscriptions, then those that have ended, if they are asked for',
          body: json('SubscriptionList', subscriptionListSchema, { items: [SUBSCRIPTION_EXAMPLE] }),
        },
      },
      async handle({ response, query }) {
        const active = await listSubscriptions(deps.store);
        const ended = query.include === 'ended' ? await listEndedSubscriptions(deps.store) : [];
        response.json({ items: [...active, ...ended] });
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/subscriptions/{id}',
      summary: 'A subscription',
      responses: {
        200: {
          description: 'The subscription, without its secret',
          body: json('Subscription', subscriptionSchema, SUBSCRIPTION_EXAMPLE),
        },
      },
      async handle({ response, params }) {
        const subscription = await findSubscription(deps.store, params['id'] ?? '');
        if (subscription === undefined) throw unknownSubscription();
        response.json(subscription);
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/subscriptions/{id}',
      summary: 'End a subscription',
      responses: { 204: { description: 'The subscription has ended; no further events are posted to it.' } },
      async handle({ response, params }) {
        const ended = await deps.transact((work) => endSubscription(work, params['id'] ?? ''));
        if (!ended) throw unknownSubscription();
        response.status(204).end();
      },
    }),
  ];
}

function createSubscriptionRoute(deps: SubscriptionRouteDeps): Route {
  const { id, url, events, campaignName } = SUBSCRIPTION_EXAMPLE;
  const registered = json('SubscriptionCreated', subscriptionCreatedSchema, {
    id,
    secret: `whsec_${Buffer.from('a secret of thirty-two bytes ...').toString('base64')}`,
  });
  return defineRoute({
    method: 'post',
    path: '/v1/subscriptions',
    summary: 'Register a receiver of events',
    body: {
      name: 'SubscriptionRequest',
      schema: subscriptionRequestSchema,
      example: { url, events, campaignName },
    },
    responses: {
      200: {
        description:
          'This url and filter were already registered; a secret in the request replaced the old one.',
        headers: WHERE_IT_IS,
        body: registered,
      },
      201: {
        description: 'Registered. The secret is shown only once.',
        headers: WHERE_IT_IS,
        body: registered,
      },
    },
    handle: (call) => register(deps, call),
  });
}

async function register(
  deps: SubscriptionRouteDeps,
  { response, body }: Call<unknown, SubscriptionRequest>,
): Promise<void> {
  const { created, ...registered } = await registerSubscription(deps, body);
  response
    .status(created ? 201 : 200)
    .location(`/v1/subscriptions/${registered.id}`)
    .json(registered);
}

function unknownSubscription(): ProblemError {
  return new ProblemError('not_found', 'There is no subscription with this id.');
}
