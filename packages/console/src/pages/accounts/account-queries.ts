import type { QueryClient } from '@tanstack/react-query';
import { api, call, type Schema } from '../../api/call';

export type Account = Schema<'StoredAccount'>;

/** Stores an account in the place of one that has this name. @throws ApiProblem */
export async function storeAccount(
  queries: QueryClient,
  name: string,
  credentials: Schema<'AccountCredentials'>,
): Promise<void> {
  await call(() => api.PUT('/v1/accounts/{name}', { params: { path: { name } }, body: credentials }));
  await queries.invalidateQueries({ queryKey: ['accounts'] });
}

/** @throws ApiProblem */
export async function deleteAccount(queries: QueryClient, name: string): Promise<void> {
  await call(() => api.DELETE('/v1/accounts/{name}', { params: { path: { name } } }));
  await queries.invalidateQueries({ queryKey: ['accounts'] });
}
