import type { JobRun } from '../jobs/engine';
import type { Transact, Work } from '../store/unit-of-work';
import type { Logger } from '../observe/logger';
import type { Sealer } from '../crypto/sealer';
import { appendAttempt, type Tried } from './attempts';
import { claimDeliveries, LEASE_MS, type ClaimedDelivery } from './claim-deliveries';
import { endOverdue, NOT_REGISTERED, pauseSubscription, resumeSubscription } from './pause';
import { endSubscription } from './subscriptions';
import { startElapsed } from '../net/elapsed';
import { TRY_TIMEOUT_MS, type PostEvent, type PostResult } from './post-event';
import { giveBack, recordTries, type Ended } from './record-tries';
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

interface Attempting extends RelayDeps {
  /** Stores the end of an attempt, together with others that end at the same time. */
  readonly recordOne: (ended: Ended) => Promise<void>;
}

export interface Relay {
  /** Starts the deliveries of a lane that are due, and does not wait for them. */
  run(lane: string, job: JobRun): Promise<void>;
  /** Begins no more by itself, and resolves when no attempt is under way. */
  idle(): Promise<void>;
}

/** Attempts under way at once in one lane, by one process. */
const LANE_WINDOW = 16;
/** An attempt that begins later could still be under way when the lease ends. */
const LATEST_BEGIN_MS = LEASE_MS - TRY_TIMEOUT_MS;

/** This process was frozen, or so slow that another may have taken the delivery over: nothing was sent. */
class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
  readonly code = 'lease_lost';
}

export function createRelay(deps: RelayDeps): Relay {
  const underWay = new Map<string, Set<Promise<void>>>();
  /** Lanes in which more may be due than there was room for. */
  const crowded = new Set<string>();
  const looks = new Set<Promise<void>>();
  let isEnding = false;

  const recordOne = deps.transact.together(async (work, ends: readonly Ended[]) => {
    const ids = ends.map(({ delivery }) => delivery.id);
    await work.lockAll('deliveries', ids, () =>
      work.db.selectFrom('delivery').select('id').where('id', 'in', ids).orderBy('id'),
    );
    await recordTries(deps, work, ends);
    return ends.map(() => undefined);
  });
  const attempting = { ...deps, recordOne };

  const begin = (delivery: ClaimedDelivery): void => {
    const { lane } = delivery;
    const tries = underWay.get(lane) ?? new Set();
    underWay.set(lane, tries);
    const ended = attempt(attempting, delivery)
      .catch((error: unknown) =>
        deps.logger.error({ err: error, delivery: delivery.id }, 'a try could not be recorded'),
      )
      .finally(() => {
        tries.delete(ended);
        if (tries.size === 0) underWay.delete(lane);
        if (crowded.delete(lane) && !isEnding) lookAgain(lane);
      });
    tries.add(ended);
  };

  const look = async (lane: string, job?: JobRun): Promise<void> => {
    const elapsed = startElapsed();
    const { claimed, limit } = await deps.transact(async (work) => {
      job?.complete(work);
      const limit = Math.max(0, LANE_WINDOW - (underWay.get(lane)?.size ?? 0));
      const claimed = limit > 0 ? await claimDeliveries(deps.sealer, work, { lane, limit, elapsed }) : [];
      return { claimed, limit };
    });
    claimed.forEach(begin);
    if (claimed.length < limit) return;
    // Those that there was no room for are looked for when an attempt ends, and all may have ended since.
    if (underWay.has(lane)) crowded.add(lane);
    else if (!isEnding) lookAgain(lane);
  };

  const lookAgain = (lane: string): void => {
    const ended = look(lane)
      .catch((error: unknown) =>
        deps.logger.error({ err: error }, 'the deliveries that are due could not be read'),
      )
      .finally(() => looks.delete(ended));
    looks.add(ended);
  };

  return {
    run: look,
    async idle() {
      isEnding = true;
      await Promise.all(looks);
      await Promise.all([...underWay.values()].flatMap((tries) => [...tries]));
    },
  };
}

/** At the start of the one process of a SQLite file: the attempts that its predecessor was making have no owner. */
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

async function attempt(deps: Attempting, delivery: ClaimedDelivery): Promise<void> {
  const { target } = delivery;
  if (target === undefined) return record(deps, delivery, { judgement: 'dead', error: 'subscription_ended' });
  const headers = signEvent(delivery.eventId, delivery.body, deps.clock(), target.secret);
  const begin = (): void => {
    if (delivery.elapsed() >= LATEST_BEGIN_MS) throw new LeaseLostError();
  };
  const [at, startedAt] = [deps.clock(), performance.now()];
  const result = await deps.post(target.url, headers, delivery.body, begin);
  const durationMs = Math.round(performance.now() - startedAt);
  if (result.error === 'lease_lost') await deps.transact((work) => giveBack(work, delivery));
  else await record(deps, delivery, { ...result, at, durationMs });
}

async function record(deps: Attempting, delivery: ClaimedDelivery, result: Tried): Promise<void> {
  const { subscriptionId } = delivery;
  if (subscriptionId !== null && isPausing(delivery, result)) {
    await pause(deps, delivery, subscriptionId, result);
    return;
  }
  if (subscriptionId !== null && (delivery.isProbe || result.judgement === 'gone')) {
    await deps.transact(async (work) => {
      if (delivery.isProbe && result.judgement === 'delivered')
        await resumeSubscription(work, subscriptionId);
      await recordTries(deps, work, [{ delivery, tried: result }]);
      if (result.judgement === 'gone') await endSubscription(work, subscriptionId);
    });
  } else await deps.recordOne({ delivery, tried: result });
  if (result.judgement !== 'delivered') {
    deps.logger.warn(
      { delivery: delivery.id, status: result.status, error: result.error, attempts: delivery.attempts + 1 },
      'an event was not delivered',
    );
  }
}

function isPausing({ isProbe }: ClaimedDelivery, { judgement }: PostResult): boolean {
  return judgement === 'unregistered' || (isProbe && judgement === 'retry');
}

/** The attempt does not count. */
async function pause(
  { transact, schedule, logger }: RelayDeps,
  delivery: ClaimedDelivery,
  subscriptionId: string,
  tried: Tried,
): Promise<void> {
  const { judgement, status, error } = tried;
  const wasActive = await transact(async (work) => {
    const paused = await pauseSubscription(work, subscriptionId, schedule);
    await work.db
      .updateTable('delivery')
      .set({
        last_status: status ?? null,
        last_error: judgement === 'unregistered' ? NOT_REGISTERED : (error ?? null),
        attempts_json: appendAttempt(delivery.attemptsJson, tried),
        // Another is the next probe: this one may fail for a reason of its own.
        ...(judgement === 'retry' ? { next_attempt_at: work.now } : {}),
      })
      .where('id', '=', delivery.id)
      .where('lease_until', '=', delivery.leaseUntil)
      .execute();
    await giveBack(work, delivery);
    await endOverdue(work, subscriptionId, schedule);
    return paused;
  });
  if (wasActive)
    logger.warn(
      { subscription: subscriptionId },
      'a subscription was paused: its URL has no webhook registered',
    );
}
