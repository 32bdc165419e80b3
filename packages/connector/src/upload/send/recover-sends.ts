import type { Transact } from '../../engine/transact';
import { endSend, type EndSendDeps } from './end-send';

/**
 * Ends the sends whose process is gone: nobody knows whether Ozonetel has the file, so they are `unconfirmed`.
 * @param everySend at the start of the one process of a SQLite file; else those whose lease has run out
 */
export async function recoverSends(
  deps: EndSendDeps & { readonly transact: Transact },
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
  for (const { id } of broken) {
    await endSend(deps, { sendId: id }, { kind: 'line_broke', reason: 'the connector was ended meanwhile' });
  }
}
