import type { QueryClient } from '@tanstack/react-query';
import { api, call } from '../../api/call';
import type { Delivery } from '../../components/delivery';

/** Key of every query about deliveries. */
export const DELIVERIES = ['deliveries'] as const;

/** Starts a delivery over. @throws ApiProblem */
export async function redeliver(queries: QueryClient, id: string): Promise<Delivery> {
  const delivery = await call(() => api.POST('/v1/deliveries/{id}/redeliver', { params: { path: { id } } }));
  await queries.invalidateQueries({ queryKey: DELIVERIES });
  return delivery;
}
