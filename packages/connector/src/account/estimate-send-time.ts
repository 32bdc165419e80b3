import { WAITING } from '../store/columns';
import type { Queries } from '../store/dialect';
import type { UploadRow } from '../store/schema';
import { findNextFree } from './slot';

/**
 * The earliest time at which each waiting upload may be sent, by its id: its account's slot, and an interval more for
 * each part that waits before it. Fairness between campaigns and open uploads can only make it later. The costs are
 * two statements, however many uploads there are.
 */
export async function estimateSendTimes(
  db: Queries,
  uploads: readonly UploadRow[],
  intervalMs: number,
): Promise<ReadonlyMap<string, number>> {
  if (uploads.length === 0) return new Map();
  const accounts = [...new Set(uploads.map(({ account }) => account))];
  const nextFree = await findNextFree(db, accounts);
  const before = await db
    .selectFrom('upload')
    .innerJoin('part', (join) =>
      join
        .onRef('part.account', '=', 'upload.account')
        .onRef('part.campaign_name', '=', 'upload.campaign_name')
        .onRef('part.upload_seq', '<', 'upload.seq')
        .on('part.state', '=', WAITING),
    )
    .select((eb) => ['upload.id', eb.fn.countAll<number>().as('parts')])
    .where(
      'upload.id',
      'in',
      uploads.map(({ id }) => id),
    )
    .groupBy('upload.id')
    .execute();
  const ahead = new Map(before.map(({ id, parts }) => [id, parts]));
  return new Map(
    uploads.map(({ id, account, action, updated_at: since }) => {
      const intervals = action === 'stop' ? 0 : (ahead.get(id) ?? 0);
      return [id, Math.max(nextFree.get(account) ?? 0, since) + intervals * intervalMs];
    }),
  );
}
