import { sql } from 'kysely';
import type { Transact, Work } from '../engine/transact';
import type { Logger } from '../logger';
import type { Sealer } from '../secrets/sealer';
import type { NotifyTarget } from '../upload/stored-upload';
import { endSubscription, subscriptionContext } from './subscriptions';
import { startElapsed, type Elapsed } from '../net/elapsed';
import { TRY_TIMEOUT_MS, type PostEvent, type PostResult } from './post-event';
import { deliveryContext } from './record-event';
import { retryDelay } from './retry-delay';
import { signEvent } from './sign-event';

export interface RelayDeps {
  readonly transact: Transact;
  readonly sealer: Sealer;
  readonly post: PostEvent;
  readonly logger: Logger;
  readonly schedule: readonly number[];
  readonly clock: () => number;
  readonly random: () => number;
}

export interface Relay {
  /** Starts the deliveries of a lane that are due, and does not wait for them. */
  run(lane: string): Promise<void>;
  /** Resolves when no try is under way. */
  idle(): Promise<void>;
}

/** Tries under way at once in one lane, by one process. */
const LANE_WINDOW = 16;
/** Then another process may take the delivery over. */
const LEASE_MS = 60_000;
/** A try that begins later could still be under way when the lease ends. */
const LATEST_BEGIN_MS = LEASE_MS - TRY_TIMEOUT_MS;

/** This process was frozen, or so slow that another may have taken the delivery over: nothing was sent. */
class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
  readonly code = 'lease_lost';
}

interface ClaimedDelivery {
  readonly id: string;
  readonly lane: string;
  readonly eventId: string;
  readonly attempts: number;
  /** As this claim has set it: another claim sets another. */
  readonly leaseUntil: number;
  /** Since before the claim. */
  readonly elapsed: Elapsed;
  readonly body: string;
  readonly subscriptionId: string | null;
  /** Undefined where its subscription has ended meanwhile. */
  readonly target: NotifyTarget | undefined;
}

export function createRelay(deps: RelayDeps): Relay {
  const underWay = new Map<string, Set<Promise<void>>>();

  const begin = (delivery: ClaimedDelivery): void => {
    const tries = underWay.get(delivery.lane) ?? new Set();
    underWay.set(delivery.lane, tries);
    const ended = attempt(deps, delivery)
      .catch((error: unknown) =>
        deps.logger.error({ err: error, delivery: delivery.id }, 'a try could not be recorded'),
      )
      .finally(() => {
        tries.delete(ended);
        if (tries.size === 0) underWay.delete(delivery.lane);
      });
    tries.add(ended);
  };

  return {
    async run(lane) {
      const free = LANE_WINDOW - (underWay.get(lane)?.size ?? 0);
      // A full lane is looked at again when one of its tries ends.
      if (free <= 0) return;
      const elapsed = startElapsed();
      const claimed = await deps.transact((work) => claim(deps.sealer, work, { lane, limit: free, elapsed }));
      claimed.forEach(begin);
    },
    async idle() {
      await Promise.all([...underWay.values()].flatMap((tries) => [...tries]));
    },
  };
}

/** At the start of the one process of a SQLite file: the tries that its predecessor was making are nobody's. */
export async function resumeDeliveries(work: Work): Promise<void> {
  await work.db.updateTable('delivery').set({ lease_until: 0 }).where('state', '=', 'pending').execute();
  const lanes = await work.db
    .selectFrom('delivery')
    .select('lane')
    .distinct()
    .where('state', '=', 'pending')
    .execute();
  for (const { lane } of lanes) work.enqueue({ kind: 'relay', key: lane });
}

async function claim(
  sealer: Sealer,
  work: Work,
  { lane, limit, elapsed }: { lane: string; limit: number; elapsed: Elapsed },
): Promise<ClaimedDelivery[]> {
  const due = await work
    .lock(
      work.db
        .selectFrom('delivery')
        .select('id')
        .where('lane', '=', lane)
        .where('state', '=', 'pending')
        .where('next_attempt_at', '<=', work.now)
        .where('lease_until', '<=', work.now)
        .orderBy('next_attempt_at')
        .limit(limit),
    )
    .execute();
  if (due.length === 0) {
    await comeBackWhenDue(work, lane);
    return [];
  }
  const ids = due.map(({ id }) => id);
  const leaseUntil = work.now + LEASE_MS;
  await work.db.updateTable('delivery').set({ lease_until: leaseUntil }).where('id', 'in', ids).execute();
  const rows = await work.db
    .selectFrom('delivery')
    .innerJoin('event', 'event.id', 'delivery.event_id')
    .leftJoin('subscription', (join) =>
      join.onRef('subscription.id', '=', 'delivery.subscription_id').on('subscription.ended_at', 'is', null),
    )
    .select([
      'delivery.id',
      'delivery.event_id',
      'delivery.attempts',
      'delivery.subscription_id',
      'delivery.target_sealed',
      'event.body',
      'subscription.url',
      'subscription.secret_sealed',
    ])
    .where('delivery.id', 'in', ids)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    lane,
    eventId: row.event_id,
    attempts: row.attempts,
    leaseUntil,
    elapsed,
    body: row.body,
    subscriptionId: row.subscription_id,
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

async function comeBackWhenDue(work: Work, lane: string): Promise<void> {
  const next = await work.db
    .selectFrom('delivery')
    .select(
      sql<
        number | null
      >`min(case when lease_until > next_attempt_at then lease_until else next_attempt_at end)`.as('at'),
    )
    .where('lane', '=', lane)
    .where('state', '=', 'pending')
    .executeTakeFirst();
  const at = next?.at ?? undefined;
  if (at !== undefined) work.enqueue({ kind: 'relay', key: lane }, at);
}

async function attempt(deps: RelayDeps, delivery: ClaimedDelivery): Promise<void> {
  const { target } = delivery;
  if (target === undefined) return record(deps, delivery, { judgement: 'dead', error: 'subscription_ended' });
  const headers = signEvent(delivery.eventId, delivery.body, deps.clock(), target.secret);
  const begin = (): void => {
    if (delivery.elapsed() >= LATEST_BEGIN_MS) throw new LeaseLostError();
  };
  const result = await deps.post(target.url, headers, delivery.body, begin);
  if (result.error === 'lease_lost') await deps.transact((work) => release(work, delivery));
  else await record(deps, delivery, result);
}

/** Unless another process holds it by now. */
async function release(work: Work, { id, lane, leaseUntil }: ClaimedDelivery): Promise<void> {
  await work.db
    .updateTable('delivery')
    .set({ lease_until: 0 })
    .where('id', '=', id)
    .where('lease_until', '=', leaseUntil)
    .execute();
  work.enqueue({ kind: 'relay', key: lane });
}

async function record(deps: RelayDeps, delivery: ClaimedDelivery, result: PostResult): Promise<void> {
  await deps.transact(async (work) => {
    const attempts = delivery.attempts + 1;
    const delay =
      result.judgement === 'retry'
        ? retryDelay(deps.schedule, attempts, {
            retryAfter: result.retryAfter,
            now: work.now,
            random: deps.random(),
          })
        : undefined;
    const state = result.judgement === 'delivered' ? 'delivered' : delay === undefined ? 'dead' : 'pending';
    const nextAttemptAt = work.now + (delay ?? 0);
    await work.db
      .updateTable('delivery')
      .set({
        state,
        attempts,
        next_attempt_at: nextAttemptAt,
        last_status: result.status ?? null,
        last_error: result.error ?? null,
        ...(state === 'delivered' ? { target_sealed: null } : {}),
      })
      .where('id', '=', delivery.id)
      // Somebody who asked for it again while this try failed gets the tries that were promised.
      .$if(state !== 'delivered', (query) =>
        query.where('attempts', '=', delivery.attempts).where('lease_until', '=', delivery.leaseUntil),
      )
      .execute();
    // Whoever took it over keeps its own lease: one try at a time, whatever this one has found.
    await release(work, delivery);
    if (result.judgement === 'gone' && delivery.subscriptionId !== null)
      await endSubscription(work, delivery.subscriptionId);
  });
  if (result.judgement !== 'delivered') {
    deps.logger.warn(
      { delivery: delivery.id, status: result.status, error: result.error, attempts: delivery.attempts + 1 },
      'an event was not delivered',
    );
  }
}
