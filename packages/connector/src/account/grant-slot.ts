import type { Work } from '../store/unit-of-work';

/**
 * Takes the account's slot, if it is free: a send starts at least an interval after the end of the one
 * before. Where it is not, nothing changes.
 * @returns whether it was granted, else the time to come back
 */
export async function grantSlot(
  work: Work,
  account: string,
  intervalMs: number,
): Promise<{ granted: true } | { granted: false; nextFree: number }> {
  // The slot is held before the clock is read: by an older time, one that was just released would look too far away.
  await work.lock(work.db.selectFrom('send_slot').select('account').where('account', '=', account)).execute();
  const now = await work.readClock();
  const nextFree = now + intervalMs;
  await limitToInterval(work, account, nextFree);
  const granted = await work.db
    .insertInto('send_slot')
    .values({ account, next_free: nextFree })
    .onConflict((conflict) =>
      conflict.column('account').doUpdateSet({ next_free: nextFree }).where('send_slot.next_free', '<=', now),
    )
    .returning('next_free')
    .executeTakeFirst();
  if (granted !== undefined) return { granted: true };
  const slot = await work.db
    .selectFrom('send_slot')
    .select('next_free')
    .where('account', '=', account)
    .executeTakeFirstOrThrow();
  return { granted: false, nextFree: slot.next_free };
}

/** The send has ended: the interval counts from now. */
export async function releaseSlot(work: Work, account: string, intervalMs: number): Promise<number> {
  const nextFree = work.now + intervalMs;
  await work.db
    .updateTable('send_slot')
    .set({ next_free: nextFree })
    .where('account', '=', account)
    .execute();
  return nextFree;
}

/** After a clock was set back, a slot further away than an interval would never come. */
async function limitToInterval(work: Work, account: string, nextFree: number): Promise<void> {
  await work.db
    .updateTable('send_slot')
    .set({ next_free: nextFree })
    .where('account', '=', account)
    .where('next_free', '>', nextFree)
    .execute();
}
