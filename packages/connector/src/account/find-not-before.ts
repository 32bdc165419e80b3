import type { Queries } from '../store/dialect';
import type { UploadRow } from '../store/schema';

/**
 * The earliest time at which a waiting upload may be sent: its account's slot, and an interval more for each
 * part that waits before it. Fairness between campaigns and open uploads can only make it later.
 */
export async function findNotBefore(db: Queries, upload: UploadRow, intervalMs: number): Promise<number> {
  const slot = await db
    .selectFrom('send_slot')
    .select('next_free')
    .where('account', '=', upload.account)
    .executeTakeFirst();
  const before = await db
    .selectFrom('part')
    .select((eb) => eb.fn.countAll<number>().as('parts'))
    .where('account', '=', upload.account)
    .where('campaign_name', '=', upload.campaign_name)
    .where('state', '=', 'waiting')
    .where('upload_seq', '<', upload.seq)
    .executeTakeFirstOrThrow();
  const ahead = upload.action === 'stop' ? 0 : before.parts;
  return Math.max(slot?.next_free ?? 0, upload.updated_at) + ahead * intervalMs;
}
