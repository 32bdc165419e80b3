import { sql } from 'kysely';
import { limitTo } from '../store/columns';
import type { Work } from '../store/unit-of-work';
import type { Elapsed } from '../net/elapsed';
import type { Sealer } from '../crypto/sealer';
import type { NotifyTarget } from '../upload/stored-upload';
import { lockProbe, postponeProbe } from './pause';
import { pendingOf } from './pending-of';
import { deliveryContext } from '../event/record-event';
import { subscriptionContext } from './subscriptions';

/** Then another process may take the delivery over. */
export const LEASE_MS = 60_000;

export interface ClaimedDelivery {
  readonly id: string;
  readonly lane: string;
  readonly eventId: string;
  readonly attempts: number;
  /** As this claim has set it: another claim sets another. */
  readonly leaseUntil: number;
  /** Since before the claim. */
  readonly elapsed: Elapsed;
  readonly body: string;
  /** Its column of attempts so far. */
  readonly attemptsJson: string | null;
  readonly subscriptionId: string | null;
  /** Its subscription is paused. */
  readonly isProbe: boolean;
  /** Undefined where its subscription has ended meanwhile. */
  readonly target: NotifyTarget | undefined;
}

/** The deliveries of a lane that are due, in their order; of a paused subscription, one at a time. */
export async function claimDeliveries(
  sealer: Sealer,
  work: Work,
  { lane, limit, elapsed }: { lane: string; limit: number; elapsed: Elapsed },
): Promise<ClaimedDelivery[]> {
  const probeAt = await lockProbe(work, lane);
  if (probeAt !== undefined && probeAt > work.now) {
    await comeBackWhenDue(work, lane, probeAt);
    return [];
  }
  const most = probeAt === undefined ? limit : 1;
  const due = await work.rows.run('due deliveries', [lane, work.now, work.now, most], () =>
    work.lock(
      pendingOf(work, lane)
        .select('id')
        .where('next_attempt_at', '<=', work.now)
        .where('lease_until', '<=', work.now)
        .orderBy('next_attempt_at')
        .orderBy('seq')
        .limit(limitTo(most)),
    ),
  );
  if (due.length === 0) {
    await comeBackWhenDue(work, lane);
    return [];
  }
  const ids = due.map(({ id }) => id);
  const leaseUntil = work.now + LEASE_MS;
  if (probeAt !== undefined) await postponeProbe(work, lane, leaseUntil);
  await work.rows.run('claim deliveries', [leaseUntil, ...ids], () =>
    work.db.updateTable('delivery').set({ lease_until: leaseUntil }).where('id', 'in', ids),
  );
  await comeBackLater(work, lane);
  const rows = await work.rows.run('claimed deliveries', ids, () =>
    work.db
      .selectFrom('delivery')
      .innerJoin('event', 'event.id', 'delivery.event_id')
      .leftJoin('subscription', (join) =>
        join
          .onRef('subscription.id', '=', 'delivery.subscription_id')
          .on('subscription.ended_at', 'is', null),
      )
      .select([
        'delivery.id',
        'delivery.event_id',
        'delivery.attempts',
        'delivery.attempts_json',
        'delivery.subscription_id',
        'delivery.target_sealed',
        'event.body',
        'subscription.url',
        'subscription.secret_sealed',
      ])
      .where('delivery.id', 'in', ids)
      .orderBy('delivery.next_attempt_at')
      .orderBy('delivery.seq'),
  );
  return rows.map((row) => ({
    id: row.id,
    lane,
    eventId: row.event_id,
    attempts: row.attempts,
    attemptsJson: row.attempts_json,
    leaseUntil,
    elapsed,
    body: row.body,
    subscriptionId: row.subscription_id,
    isProbe: probeAt !== undefined,
    target: openTarget(sealer, row),
  }));
}

function openTarget(
  sealer: Sealer,
  row: {
    id: string;
    subscription_id: string | null;
    target_sealed: string | null;
    url: string | null;
    secret_sealed: string | null;
  },
): NotifyTarget | undefined {
  if (row.target_sealed !== null)
    return sealer.open(row.target_sealed, deliveryContext(row.id)) as NotifyTarget;
  if (row.subscription_id === null || row.url === null || row.secret_sealed === null) return undefined;
  const secret = sealer.open(row.secret_sealed, subscriptionContext(row.subscription_id)) as string;
  return { url: row.url, secret };
}

/** For the next that is not due yet. */
async function comeBackLater(work: Work, lane: string): Promise<void> {
  const [next] = await work.rows.run('next delivery', [lane, work.now], () =>
    pendingOf(work, lane)
      .select('next_attempt_at')
      .where('next_attempt_at', '>', work.now)
      .orderBy('next_attempt_at')
      .limit(sql.lit(1)),
  );
  if (next !== undefined) work.enqueue({ kind: 'relay', key: lane }, next.next_attempt_at);
}

async function comeBackWhenDue(work: Work, lane: string, earliest = 0): Promise<void> {
  const next = await pendingOf(work, lane)
    .select(
      sql<
        number | null
      >`min(case when lease_until > next_attempt_at then lease_until else next_attempt_at end)`.as('at'),
    )
    .executeTakeFirst();
  const at = next?.at ?? undefined;
  if (at !== undefined) work.enqueue({ kind: 'relay', key: lane }, Math.max(at, earliest));
}
