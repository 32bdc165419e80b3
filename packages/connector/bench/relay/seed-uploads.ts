import { createCallbackToken, hashCallbackToken } from '../../src/crypto/callback-token';
import type { Queries } from '../../src/store/dialect';

interface Seed {
  readonly count: number;
  readonly accounts: number;
  readonly state: 'processing' | 'waiting';
}

const BATCH = 500;

/** Uploads as the connector would have stored them; if they are processing, with a send each. */
export async function seedUploads(db: Queries, { count, accounts, state }: Seed): Promise<string[]> {
  const tokens: string[] = [];
  for (let first = 0; first < count; first += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, count - first) }, (_, index) => first + index);
    const now = Date.now();
    const common = (number: number) => ({
      account: `${state}-${number % accounts}`,
      campaign_name: `campaign-${number}`,
    });
    const uploads = numbers.map((number) => ({
      ...common(number),
      id: `upl_${state}${number}`,
      state,
      username: `user-${number % accounts}`,
      upload_url: 'http://127.0.0.1:9/',
      dry_run: 0,
      source: 'contacts' as const,
      rules_json: '{}',
      counts_json: JSON.stringify({ rows: 10, valid: 10, invalid: 0, duplicates: 0, sent: 10 }),
      created_at: now,
      updated_at: now,
    }));
    const parts = numbers.map((number) => ({
      ...common(number),
      upload_id: `upl_${state}${number}`,
      number: 1,
      upload_seq: number,
      state,
      first_row: 1,
      last_row: 10,
      rows: 10,
      format: 'csv' as const,
    }));
    await db.insertInto('upload').values(uploads).execute();
    await db.insertInto('part').values(parts).execute();
    if (state !== 'processing') {
      await holdSlots(db, uploads);
      continue;
    }
    const sends = numbers.map((number) => {
      const token = createCallbackToken();
      tokens.push(token);
      return {
        ...common(number),
        id: `snd_bench${number}`,
        upload_id: `upl_${state}${number}`,
        part_number: 1,
        token_hash: hashCallbackToken(token),
        sending: 0,
        open: 1,
        lease_until: 0,
        started_at: now,
        ended_at: now,
        token_expires_at: now + 3_600_000,
      };
    });
    await db.insertInto('send').values(sends).execute();
  }
  return tokens;
}

/** Their accounts have just sent: what waits is not looked at while the bench runs. */
async function holdSlots(db: Queries, uploads: readonly { account: string; created_at: number }[]) {
  const slots = new Map(uploads.map(({ account, created_at: at }) => [account, at + 60_000]));
  await db
    .insertInto('send_slot')
    .values([...slots].map(([account, nextFree]) => ({ account, next_free: nextFree })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
