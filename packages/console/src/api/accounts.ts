import { ApiProblem } from './api-problem';
import { api, call } from './call';

/** A stored account of Ozonetel. */
interface Account {
  readonly name: string;
  readonly username: string;
}

/** Stored accounts; none where the connector has no such route. @throws ApiProblem */
export async function listAccounts(signal: AbortSignal): Promise<{ items: Account[] }> {
  try {
    const list = await call(() => api.GET('/v1/accounts' as '/v1/campaigns', { signal }));
    return list as unknown as { items: Account[] };
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return { items: [] };
    throw error;
  }
}
