import type { Work } from '../store/unit-of-work';
import { pendingOf } from './pending-of';

/*
 * active → paused   its URL answers as n8n does where no webhook is registered
 * paused → active   a probe is delivered, its URL is registered again, or one of its deliveries is requested again
 *
 * A paused subscription keeps its deliveries pending and uses up none of their attempts. One of them at a time is
 * the probe.
 */

/** Milliseconds between two probes at most. The first comes after the first delay of the retry schedule. */
const MAX_PROBE_GAP_MS = 5 * 60_000;

/** What a delivery shows whose subscription is paused. */
export const NOT_REGISTERED = 'webhook_not_registered';

/** When the next probe of a paused subscription is due; undefined if it is not paused. */
export async function lockProbe(work: Work, subscriptionId: string): Promise<number | undefined> {
  const [paused] = await work.rows.run('probe', [subscriptionId], () =>
    work.lock(
      work.db
        .selectFrom('subscription')
        .select('probe_at')
        .where('id', '=', subscriptionId)
        .where('paused_at', 'is not', null)
        .where('ended_at', 'is', null),
    ),
  );
  return paused === undefined ? undefined : (paused.probe_at ?? 0);
}

/** No second probe begins before the time, whichever replica asks. */
export async function postponeProbe(work: Work, subscriptionId: string, until: number): Promise<void> {
  await work.db
    .updateTable('subscription')
    .set({ probe_at: until })
    .where('id', '=', subscriptionId)
    .where('paused_at', 'is not', null)
    .execute();
}

/**
 * Pauses a subscription, or keeps it paused after a probe that failed: each gap is as long as the pause so far.
 * @returns whether it was active before
 */
export async function pauseSubscription(
  work: Work,
  subscriptionId: string,
  schedule: readonly number[],
): Promise<boolean> {
  const current = await work
    .lock(
      work.db
        .selectFrom('subscription')
        .select('paused_at')
        .where('id', '=', subscriptionId)
        .where('ended_at', 'is', null),
    )
    .executeTakeFirst();
  if (current === undefined) return false;
  const pausedAt = current.paused_at ?? work.now;
  const gap = Math.min(Math.max(schedule[1] ?? 0, work.now - pausedAt), MAX_PROBE_GAP_MS);
  await work.db
    .updateTable('subscription')
    .set({ paused_at: pausedAt, probe_at: work.now + gap })
    .where('id', '=', subscriptionId)
    .execute();
  if (current.paused_at === null) await makePendingDue(work, subscriptionId);
  return current.paused_at === null;
}

/** Then everything that is pending is tried, in the order of its events. */
export async function resumeSubscription(work: Work, subscriptionId: string): Promise<boolean> {
  const resumed = await work.db
    .updateTable('subscription')
    .set({ paused_at: null, probe_at: null })
    .where('id', '=', subscriptionId)
    .where('paused_at', 'is not', null)
    .returning('id')
    .executeTakeFirst();
  if (resumed === undefined) return false;
  await makePendingDue(work, subscriptionId);
  work.enqueue({ kind: 'relay', key: subscriptionId });
  return true;
}

/** Registering a URL means that it is available again, whatever the filters. */
export async function resumeSubscriptionsAt(work: Work, url: string): Promise<void> {
  const paused = await work.db
    .selectFrom('subscription')
    .select('id')
    .where('url', '=', url)
    .where('paused_at', 'is not', null)
    .where('ended_at', 'is', null)
    .orderBy('id')
    .execute();
  for (const { id } of paused) await resumeSubscription(work, id);
}

/** A pause keeps nothing for longer than all attempts would have taken. */
export async function endOverdue(
  work: Work,
  subscriptionId: string,
  schedule: readonly number[],
): Promise<void> {
  const span = schedule.reduce((sum, delay) => sum + delay, 0);
  await work.db
    .updateTable('delivery')
    .set({ state: 'dead', last_error: NOT_REGISTERED })
    .where('lane', '=', subscriptionId)
    .where('state', '=', 'pending')
    .where('lease_until', '<=', work.now)
    .where('created_at', '<=', work.now - span)
    .execute();
}

async function makePendingDue(work: Work, subscriptionId: string): Promise<void> {
  // In the order in which the ends of deliveries lock them.
  await work.lockAll('pending deliveries of a lane', [subscriptionId], () =>
    pendingOf(work, subscriptionId).select('id').orderBy('id'),
  );
  await work.db
    .updateTable('delivery')
    .set((eb) => ({ next_attempt_at: eb.ref('created_at') }))
    .where('lane', '=', subscriptionId)
    .where('state', '=', 'pending')
    .execute();
}
