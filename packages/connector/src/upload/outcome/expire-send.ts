import type { JobRun } from '../../jobs/engine';
import type { Transact, Work } from '../../store/unit-of-work';
import { closeSend } from './close-send';
import { settlePart } from './settle-part';

/** The advice on contacts that Ozonetel may have. */
export const LOOK_BEFORE_UPLOADING_AGAIN =
  'Look at the campaign before you upload the file again: its contacts could be dialed twice.';

/** The callback of a send is overdue: the campaign is free again, and the upload `unconfirmed`, not failed. */
export async function expireSend(
  { transact, callbackTimeoutMs }: { transact: Transact; callbackTimeoutMs: number },
  sendId: string,
  run: JobRun,
): Promise<void> {
  await transact(async (work) => {
    run.complete(work);
    const send = await work.rows.send(sendId);
    if (send?.open !== 1 || send.sending === 1) return;
    const endedAt = send.ended_at ?? send.started_at;
    // The clock was set back: the time is counted from now, not from when the clock has caught up.
    if (endedAt > work.now) await work.rows.changeSend(sendId, { ended_at: work.now });
    const due = Math.min(endedAt, work.now) + callbackTimeoutMs;
    if (due > work.now) {
      work.enqueue({ kind: 'expire', key: sendId }, due);
      return;
    }
    await closeSend(work, sendId);
    const upload = await work.rows.upload(send.upload_id);
    if (upload === undefined) work.defer(removeSends, sendId);
    const part = await work.rows.part(send.upload_id, send.part_number);
    if (upload === undefined || part?.state !== 'processing') return;
    await settlePart(work, {
      upload,
      number: part.number,
      state: 'unconfirmed',
      outcome: {
        status: 'error',
        code: 'no_callback',
        message: `Ozonetel took the file and sent no callback within ${Math.round(callbackTimeoutMs / 1000)} seconds.`,
        advice: LOOK_BEFORE_UPLOADING_AGAIN,
        source: 'timeout',
      },
    });
  });
}

/** Of uploads that were erased: the campaign is free, and nothing needs them any more. */
async function removeSends({ db }: Work, ids: readonly string[]): Promise<void> {
  await db.deleteFrom('send').where('id', 'in', ids).execute();
}
