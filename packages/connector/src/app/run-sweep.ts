import { sql } from 'kysely';
import { removeFiles } from '../store/spool/remove-files';
import type { Store } from '../store/open-store';
import type { Spool } from '../store/spool/spool';
import { recoverSends } from '../upload/send/recover-sends';
import type { EndSend } from '../upload/send/end-send';
import type { Engine, JobRun } from '../jobs/engine';
import { removeExpired } from './remove-expired';
import type { Transact, Work } from '../store/unit-of-work';

export interface SweepDeps {
  readonly transact: Transact;
  readonly endSend: EndSend;
  readonly callbackTimeoutMs: number;
  readonly intervalMs: number;
  readonly store: Store;
  readonly spool: Spool;
  readonly engine: Engine;
  readonly sendsUnderWay: ReadonlySet<string>;
  readonly fetchTimeoutMs: number;
  readonly retentionMs: number;
  readonly unsentRetentionMs: number;
}

const SWEEP_INTERVAL_MS = 15_000;
/** Work that nobody has touched for this long lost its job when a process died. */
export const FORGOTTEN_AFTER_MS = 60_000;
/** Longer than a request can take to be received. */
const ORPHANED_AFTER_MS = 15 * 60_000;

/** Recovers what a dead process left behind, and requests its next run. */
export async function runSweep(deps: SweepDeps, run: JobRun): Promise<void> {
  await recoverSends(deps, { everySend: false });
  await deps.transact(async (work) => {
    await deps.engine.recall(work.db, work.now, work.now - FORGOTTEN_AFTER_MS);
    await wakeForgotten(work, deps);
    await removeOrphans(work, work.now - ORPHANED_AFTER_MS);
    await removeExpired(work, deps);
    await forgetNotifyTargets(work);
    run.complete(work);
    work.enqueue({ kind: 'sweep', key: '' }, work.now + SWEEP_INTERVAL_MS);
  });
  await deps.spool.removeUnknown();
  await deps.store.truncateLog();
}

/** Also what was timed by a clock that has been set back since: it is looked at, and timed anew. */
async function wakeForgotten(
  work: Work,
  { callbackTimeoutMs, intervalMs, fetchTimeoutMs }: SweepDeps,
): Promise<void> {
  const before = work.now - FORGOTTEN_AFTER_MS;
  const uploads = await work.db
    .selectFrom('upload')
    .select('id')
    .where('state', 'in', ['accepted', 'fetching', 'checking'])
    // A link that may be used once must not be fetched by two at a time.
    .where('updated_at', '<', before - fetchTimeoutMs)
    .execute();
  for (const { id } of uploads) work.enqueue({ kind: 'prepare', key: id });
  const accounts = await work.db
    .selectFrom('part')
    .leftJoin('send_slot', 'send_slot.account', 'part.account')
    .select('part.account')
    .distinct()
    .where('part.state', '=', 'waiting')
    .where(sql<boolean>`coalesce(send_slot.next_free, 0) not between ${before} and ${work.now + intervalMs}`)
    .execute();
  for (const { account } of accounts) work.enqueue({ kind: 'dispatch', key: account });
  const overdue = await work.db
    .selectFrom('send')
    .select('id')
    .where('open', '=', 1)
    .where((eb) => eb.or([eb('ended_at', '<', before - callbackTimeoutMs), eb('ended_at', '>', work.now)]))
    .execute();
  for (const { id } of overdue) work.enqueue({ kind: 'expire', key: id });
  const lanes = await work.db
    .selectFrom('delivery')
    .leftJoin('subscription', 'subscription.id', 'delivery.lane')
    .select('delivery.lane')
    .distinct()
    .where('delivery.state', '=', 'pending')
    .where('delivery.next_attempt_at', '<', before)
    .where('delivery.lease_until', '<', work.now)
    .where(sql<boolean>`coalesce(subscription.probe_at, 0) < ${before}`)
    .execute();
  for (const { lane } of lanes) work.enqueue({ kind: 'relay', key: lane });
}

/** Removes the files of requests that began to be received before a time, and were not accepted. */
export async function removeOrphans(work: Pick<Work, 'db'>, receivedBefore: number): Promise<void> {
  const orphans = await work.db
    .selectFrom('file')
    .select('id')
    .where('upload_id', 'is', null)
    .where('created_at', '<', receivedBefore)
    .execute();
  for (const { id } of orphans) await removeFiles(work.db, [id]);
}

/** Of uploads that stayed `unconfirmed`, once no callback can settle them any more. */
async function forgetNotifyTargets(work: Work): Promise<void> {
  await work.db
    .updateTable('upload')
    .set({ notify_sealed: null })
    .where('state', '=', 'unconfirmed')
    .where('notify_sealed', 'is not', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('send')
            .select('send.id')
            .whereRef('send.upload_id', '=', 'upload.id')
            .where('send.token_expires_at', '>=', work.now),
        ),
      ),
    )
    .execute();
}
