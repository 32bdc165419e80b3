import { api, call, type Schema } from './call';

/** The subscriptions, and those that have ended but have dead deliveries. @throws ApiProblem */
export function listSubscriptions(signal: AbortSignal): Promise<Schema<'SubscriptionList'>> {
  return call(() => api.GET('/v1/subscriptions', { signal, params: { query: { include: 'ended' } } }));
}
