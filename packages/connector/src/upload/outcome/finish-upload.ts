import type { FinalState, Outcome } from '@ozonetel-bulk-upload/shared-types';
import type { Work } from '../../store/unit-of-work';
import { removeFiles } from '../../store/spool/remove-files';
import { toJson } from '../../store/columns';

/**
 * Ends an upload: its outcome, the erasure of its secrets and files, and the event that says so, all in the
 * transaction that made it final. `unconfirmed` may be followed by another end, when a callback comes late.
 */
export async function finishUpload(
  work: Work,
  uploadId: string,
  state: FinalState,
  outcome: Outcome,
): Promise<void> {
  await work.rows.changeUpload(uploadId, {
    state,
    outcome_json: toJson(outcome),
    secrets_sealed: null,
    last_error: null,
    next_attempt_at: null,
  });
  work.defer(removeContactFiles, uploadId);
  await work.recordEvent(uploadId, `upload.${state}`);
  if (state !== 'unconfirmed') await work.rows.changeUpload(uploadId, { notify_sealed: null });
}

/** The contact files go as soon as nothing can be sent any more; the rejected rows stay for their owner. */
async function removeContactFiles({ db, rows }: Work, uploadIds: readonly string[]): Promise<void> {
  const files = await rows.run('contact files', [...uploadIds, 'rejected'], () =>
    db.selectFrom('file').select('id').where('upload_id', 'in', uploadIds).where('kind', '!=', 'rejected'),
  );
  const ids = files.map(({ id }) => id);
  await removeFiles(db, ids);
}
