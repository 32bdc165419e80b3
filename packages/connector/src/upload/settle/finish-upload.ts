import type { FinalState, Outcome } from '@ozonetel-bulk-upload/shared-types';
import type { Work } from '../../engine/transact';
import type { RecordEvent } from '../../relay/record-event';
import { toJson } from '../stored-upload';

/**
 * Ends an upload: its outcome, the erasure of its secrets and files, and the event that says so, all in the
 * transaction that made it final. `unconfirmed` may be followed by another end, when a callback comes late.
 */
export async function finishUpload(
  work: Work,
  recordEvent: RecordEvent,
  uploadId: string,
  state: FinalState,
  outcome: Outcome,
): Promise<void> {
  await work.db
    .updateTable('upload')
    .set((eb) => ({
      state,
      outcome_json: toJson(outcome),
      secrets_sealed: null,
      version: eb('version', '+', 1),
      updated_at: work.now,
    }))
    .where('id', '=', uploadId)
    .execute();
  await removeFiles(work, uploadId);
  work.changed(uploadId);
  await recordEvent(work, uploadId, `upload.${state}`);
  if (state !== 'unconfirmed') await forgetNotifyTarget(work, uploadId);
}

/** The contact files go as soon as nothing can be sent any more; the rejected rows stay for their owner. */
async function removeFiles(work: Work, uploadId: string): Promise<void> {
  const files = work.db
    .selectFrom('file')
    .select('id')
    .where('upload_id', '=', uploadId)
    .where('kind', '!=', 'rejected');
  await work.db.deleteFrom('file_chunk').where('file_id', 'in', files).execute();
  await work.db
    .deleteFrom('file')
    .where('upload_id', '=', uploadId)
    .where('kind', '!=', 'rejected')
    .execute();
}

async function forgetNotifyTarget(work: Work, uploadId: string): Promise<void> {
  await work.db.updateTable('upload').set({ notify_sealed: null }).where('id', '=', uploadId).execute();
}
