import type { FinalState, Outcome } from '@ozonetel-bulk-upload/shared-types';
import type { NotNull } from 'kysely';
import type { Work } from '../../store/unit-of-work';
import { removeFiles } from '../../store/spool/remove-files';
import { toJson } from '../../store/columns';
import { KEPT_STATES } from '../unsent/find-unsent';

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

/**
 * The contact files go as soon as nothing can be sent any more, but for those of parts that were not sent or not
 * accepted: they and the rejected rows stay for their owner.
 */
async function removeContactFiles({ db, rows }: Work, uploadIds: readonly string[]): Promise<void> {
  const parameters = [...uploadIds, 'rejected', ...uploadIds, ...KEPT_STATES];
  const files = await rows.run('contact files', parameters, () =>
    db
      .selectFrom('file')
      .select('id')
      .where('upload_id', 'in', uploadIds)
      .where('kind', '!=', 'rejected')
      .where('id', 'not in', (eb) =>
        eb
          .selectFrom('part')
          .select('file_id')
          .where('upload_id', 'in', uploadIds)
          .where('file_id', 'is not', null)
          .where('state', 'in', KEPT_STATES)
          .$narrowType<{ file_id: NotNull }>(),
      ),
  );
  const ids = files.map(({ id }) => id);
  await removeFiles(db, ids);
}
