import { useQuery } from '@tanstack/react-query';
import { api, call, type Schema } from '../../api/call';

/** The subscriptions that have not ended; none while they are being loaded. */
export function useSubscriptions(): readonly Schema<'Subscription'>[] {
  const subscriptions = useQuery({
    queryKey: ['subscriptions'],
    queryFn: ({ signal }) => call(() => api.GET('/v1/subscriptions', { signal })),
  });
  return subscriptions.data?.items ?? [];
}
