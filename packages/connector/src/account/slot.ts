import type { Queries } from '../store/dialect';
import type { Work } from '../store/unit-of-work';

/** The turn of an account, locked until the commit. */
export interface Slot {
  readonly account: string;
  /** Milliseconds since 1970, of a clock that was read under the lock. */
  readonly now: number;
  /** The earliest time of the next send. */
  readonly nextFree: number;
}

/**
 * Locks the slot of an account: a send starts at least an interval after the end of the one before. One that is further
 * away than an interval, after a clock was set back, is clamped to one interval.
 */
export async function lockSlot(work: Work, account: string, intervalMs: number): Promise<Slot> {
  const [slot] = await work.rows.run('slot', [account], () =>
    work.lock(work.db.selectFrom('send_slot').select('next_free').where('account', '=', account)),
  );
  // The slot is held before the clock is read: by an older time, one that was just released would look too far away.
  const now = await work.readClock();
  const latest = now + intervalMs;
  if (slot === undefined) return { account, now, nextFree: now };
  if (slot.next_free > latest) await setNextFree(work, account, latest);
  return { account, now, nextFree: Math.min(slot.next_free, latest) };
}

/**
 * Takes a slot that is free.
 * @returns false if another process has taken it: an account's first slot has no row to lock
 */
export async function takeSlot(work: Work, { account, now }: Slot, intervalMs: number): Promise<boolean> {
  const nextFree = now + intervalMs;
  const granted = await work.rows.run('take slot', [account, nextFree, nextFree, now], () =>
    work.db
      .insertInto('send_slot')
      .values({ account, next_free: nextFree })
      .onConflict((conflict) =>
        conflict
          .column('account')
          .doUpdateSet({ next_free: nextFree })
          .where('send_slot.next_free', '<=', now),
      )
      .returning('next_free'),
  );
  return granted.length > 0;
}

/** The send has ended: the interval counts from now. */
export async function releaseSlot(work: Work, account: string, intervalMs: number): Promise<number> {
  const nextFree = work.now + intervalMs;
  await setNextFree(work, account, nextFree);
  return nextFree;
}

/** When each of the accounts may send next, in milliseconds since 1970; one that was never used is left out. */
export async function findNextFree(
  db: Queries,
  accounts: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const slots = await db
    .selectFrom('send_slot')
    .select(['account', 'next_free'])
    .where('account', 'in', accounts)
    .execute();
  return new Map(slots.map((slot) => [slot.account, slot.next_free]));
}

async function setNextFree(work: Work, account: string, nextFree: number): Promise<void> {
  await work.rows.run('set slot', [nextFree, account], () =>
    work.db.updateTable('send_slot').set({ next_free: nextFree }).where('account', '=', account),
  );
}
