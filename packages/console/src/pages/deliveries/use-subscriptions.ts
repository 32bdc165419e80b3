import { useQuery } from '@tanstack/react-query';
import { api, call, type Schema } from '../../api/call';

/** The subscriptions, and those that have ended but have dead deliveries; none while they are being loaded. */
export function useSubscriptions(): readonly Schema<'Subscription'>[] {
  const subscriptions = useQuery({
    queryKey: ['subscriptions', 'with ended'],
    queryFn: ({ signal }) =>
      call(() => api.GET('/v1/subscriptions', { signal, params: { query: { include: 'ended' } } })),
  });
  return subscriptions.data?.items ?? [];
}
