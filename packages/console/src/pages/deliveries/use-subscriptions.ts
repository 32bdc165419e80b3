import { useQuery } from '@tanstack/react-query';
import type { Schema } from '../../api/call';
import { listSubscriptions } from '../../api/subscriptions';

/** The subscriptions, and those that have ended but have dead deliveries; none while they are being loaded. */
export function useSubscriptions(): readonly Schema<'Subscription'>[] {
  const subscriptions = useQuery({
    queryKey: ['subscriptions'],
    queryFn: ({ signal }) => listSubscriptions(signal),
  });
  return subscriptions.data?.items ?? [];
}
