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
 * Locks the slots of accounts: a send starts at least an interval after the end of the one before. One that is further
 * away than an interval, after a clock was set back, is clamped to one interval.
 * @returns one for each account, in their order
 */
export async function lockSlots(
  work: Work,
  accounts: readonly string[],
  intervalMs: number,
): Promise<Slot[]> {
  const rows = await work.rows.run('slots', accounts, () => work.lock(slotsOf(work, accounts)));
  const stored = new Map(rows.map((row) => [row.account, row.next_free]));
  // Lock first, then read the clock: by a time read earlier, a slot released meanwhile would look too far away.
  const now = await work.readClock();
  const latest = now + intervalMs;
  const tooLate = rows.filter((row) => row.next_free > latest).map(({ account }) => account);
  if (tooLate.length > 0) await setNextFree(work, tooLate, latest);
  return accounts.map((account) => ({
    account,
    now,
    nextFree: Math.min(stored.get(account) ?? now, latest),
  }));
}

/** Keeps others from the slots of accounts until the commit. */
export function lockSlotRows(work: Work, accounts: readonly string[]): Promise<void> {
  return work.lockAll('locked slots', accounts, () => slotsOf(work, accounts));
}

/** In the order in which all lock them. */
function slotsOf({ db }: Work, accounts: readonly string[]) {
  return db
    .selectFrom('send_slot')
    .select(['account', 'next_free'])
    .where('account', 'in', accounts)
    .orderBy('account');
}

/**
 * Takes slots that are free, all locked at the same time.
 * @returns the accounts that have them: an account's first slot has no row to lock, so another process may have taken it
 */
export async function takeSlots(
  work: Work,
  slots: readonly Slot[],
  intervalMs: number,
): Promise<ReadonlySet<string>> {
  const [first] = slots;
  if (first === undefined) return new Set();
  const nextFree = first.now + intervalMs;
  const rows = slots.map(({ account }) => ({ account, next_free: nextFree }));
  const parameters = [...rows.flatMap((row) => [row.account, row.next_free]), first.now];
  const granted = await work.rows.run('take slots', parameters, () =>
    work.db
      .insertInto('send_slot')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .column('account')
          .doUpdateSet((eb) => ({ next_free: eb.ref('excluded.next_free') }))
          .where('send_slot.next_free', '<=', first.now),
      )
      .returning('account'),
  );
  return new Set(granted.map(({ account }) => account));
}

/** Sends of these accounts have ended: the interval counts from now. @returns when it ends */
export async function releaseSlots(
  work: Work,
  accounts: readonly string[],
  intervalMs: number,
): Promise<number> {
  const nextFree = work.now + intervalMs;
  if (accounts.length > 0) await setNextFree(work, accounts, nextFree);
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

async function setNextFree(work: Work, accounts: readonly string[], nextFree: number): Promise<void> {
  await work.rows.run('set slots', [nextFree, ...accounts], () =>
    work.db.updateTable('send_slot').set({ next_free: nextFree }).where('account', 'in', accounts),
  );
}
