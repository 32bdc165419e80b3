import type { BulkRedelivery } from '@ozonetel-bulk-upload/shared-types';
import type { Store } from '../store/open-store';
import type { Transact, Work } from '../store/unit-of-work';
import { startOver } from './deliveries';

/** Deliveries of one transaction: it holds others up for no longer than some tens of milliseconds. */
const BATCH = 500;

/**
 * Starts over every delivery that matches and can still be made: its subscription has not ended, or its `notifyUrl`
 * is still known. Those that are made meanwhile are not among them.
 * @returns how many they are
 */
export async function redeliverMany(
  { store, transact }: { readonly store: Store; readonly transact: Transact },
  filter: BulkRedelivery,
): Promise<number> {
  const newest = await store.db
    .selectFrom('delivery')
    .select((eb) => eb.fn.max('seq').as('seq'))
    .executeTakeFirst();
  const last = newest?.seq ?? 0;
  let count = 0;
  let after = 0;
  while (after < last) {
    const done = await transact((work) => redeliverBatch(work, filter, { after, last }));
    if (done === undefined) break;
    count += done.count;
    after = done.after;
  }
  return count;
}

async function redeliverBatch(
  work: Work,
  { state, since, until, subscriptionId }: BulkRedelivery,
  { after, last }: { after: number; last: number },
): Promise<{ count: number; after: number } | undefined> {
  let query = work.db
    .selectFrom('delivery')
    .select(['id', 'seq', 'lane', 'subscription_id'])
    .where('state', '=', state)
    .where('seq', '>', after)
    .where('seq', '<=', last)
    .where((eb) =>
      eb.or([
        eb('target_sealed', 'is not', null),
        eb(
          'subscription_id',
          'in',
          eb.selectFrom('subscription').select('subscription.id').where('ended_at', 'is', null),
        ),
      ]),
    );
  if (since !== undefined) query = query.where('created_at', '>=', Date.parse(since));
  if (until !== undefined) query = query.where('created_at', '<', Date.parse(until));
  if (subscriptionId !== undefined) query = query.where('subscription_id', '=', subscriptionId);
  const rows = await work.lock(query.orderBy('seq').limit(BATCH)).execute();
  const end = rows.at(-1);
  if (end === undefined) return undefined;
  await startOver(work, rows);
  return { count: rows.length, after: end.seq };
}
