import type { Transact } from '../../store/unit-of-work';
import type { EndSend, SendEnd } from './end-send';

const BROKEN = { kind: 'connection_lost', cause: 'the connector stopped' } as const;

/**
 * Ends the sends whose process is gone: it is not known whether Ozonetel has the file, so they are `unconfirmed`.
 * One of this process's own is left to it: where it was frozen, or its clock set, it knows better than the clock.
 * @param everySend at the start of the one process of a SQLite file; else those whose lease has run out
 */
export async function recoverSends(
  deps: {
    readonly transact: Transact;
    readonly endSend: EndSend;
    readonly sendsUnderWay: ReadonlySet<string>;
  },
  { everySend }: { everySend: boolean },
): Promise<void> {
  const broken = await deps.transact(({ db, now }) =>
    db
      .selectFrom('send')
      .select('id')
      .where('sending', '=', 1)
      .$if(!everySend, (query) => query.where('lease_until', '<', now))
      .execute(),
  );
  const ownerless = broken.filter(({ id }) => !deps.sendsUnderWay.has(id));
  const mayEnd: SendEnd['mayEnd'] = (send, now) => everySend || send.lease_until < now;
  for (const { id } of ownerless) await deps.endSend({ sendId: id, result: BROKEN, mayEnd });
}
