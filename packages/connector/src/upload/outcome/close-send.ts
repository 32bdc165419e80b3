import { lockSlotRows } from '../../account/slot';
import { WAITING } from '../../store/columns';
import type { Work } from '../../store/unit-of-work';

/** Nothing more is expected of a send: its campaign is free, and the next upload need not wait for a timer. */
export async function closeSend(work: Work, sendId: string): Promise<void> {
  const send = await work.rows.send(sendId);
  if (send?.open !== 1) return;
  await work.rows.changeSend(sendId, { open: 0 });
  work.withdraw({ kind: 'expire', key: sendId });
  work.defer(wakeNext, send.account);
}

/**
 * Asks for the next send of accounts where one waits. A part that begins to wait meanwhile asks for itself, and
 * is looked at after this commit: both hold the slot.
 */
async function wakeNext(work: Work, accounts: readonly string[]): Promise<void> {
  await lockSlotRows(work, accounts);
  for (const account of await findWaiting(work, accounts)) work.enqueue({ kind: 'dispatch', key: account });
}

/** Those of the accounts that have a part which waits. */
export async function findWaiting({ db, rows }: Work, accounts: readonly string[]): Promise<string[]> {
  const waiting = await rows.run('accounts that wait', accounts, () =>
    db
      .selectFrom('part')
      .select('account')
      .distinct()
      .where('account', 'in', accounts)
      .where('state', '=', WAITING),
  );
  return waiting.map(({ account }) => account);
}
