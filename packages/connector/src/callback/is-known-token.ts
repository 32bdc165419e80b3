import { hashCallbackToken } from '../crypto/callback-token';
import type { Store } from '../store/open-store';

/** Whether a callback token was given out and has not expired. */
export async function isKnownToken(store: Store, token: string): Promise<boolean> {
  const send = await store.db
    .selectFrom('send')
    .select('token_expires_at')
    .where('token_hash', '=', hashCallbackToken(token))
    .executeTakeFirst();
  return send !== undefined && send.token_expires_at >= (await store.now());
}
