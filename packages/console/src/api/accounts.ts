import { api, call, type Schema } from './call';

/** The stored accounts of Ozonetel. @throws ApiProblem */
export function listAccounts(signal: AbortSignal): Promise<Schema<'StoredAccountList'>> {
  return call(() => api.GET('/v1/accounts', { signal }));
}
