import { ProblemError } from '@ozonetel-bulk-upload/shared-types';
import type { Transact } from '../store/unit-of-work';
import { cancelWaiting } from './outcome/cancel-waiting';

/**
 * Cancels an upload while nothing of it was sent.
 * @returns false if the upload does not exist
 * @throws ProblemError `conflict` when something was sent, or it has ended
 */
export async function cancelUpload({ transact }: { transact: Transact }, id: string): Promise<boolean> {
  return transact(async (work) => {
    const upload = await work.rows.upload(id);
    if (upload === undefined) return false;
    if (upload.state === 'canceled') return true;
    const waits = ['accepted', 'fetching', 'checking', 'waiting'].includes(upload.state);
    const sends = await work.db
      .selectFrom('send')
      .select('id')
      .where('upload_id', '=', id)
      .where('open', '=', 1)
      .execute();
    const loaded = await work.db
      .selectFrom('part')
      .select('number')
      .where('upload_id', '=', id)
      .where('state', '=', 'succeeded')
      .executeTakeFirst();
    if (!waits || sends.length > 0 || loaded !== undefined) {
      throw new ProblemError(
        'conflict',
        `An upload can be canceled while nothing of it was sent and it has not ended; this one is "${upload.state}".`,
      );
    }
    await cancelWaiting(work, upload, 'It was canceled before anything was sent.');
    return true;
  });
}
