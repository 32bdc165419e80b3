import { isFinalState, ProblemError, type UploadState } from '@ozonetel-bulk-upload/shared-types';
import type { Queries } from '../../store/dialect';
import { findUpload, listParts, unknownUpload, type PartRow } from '../stored-upload';

/** How a part ends whose rows Ozonetel is known not to have loaded. */
const NOT_LOADED: readonly UploadState[] = ['canceled', 'rejected', 'failed'];

/** States of parts whose files are kept when their upload ends. */
export const KEPT_STATES: readonly UploadState[] = [...NOT_LOADED, 'unconfirmed'];

/** A prepared file that was not sent, or not accepted. */
export interface UnsentFile {
  readonly id: string;
  readonly format: PartRow['format'];
}

/**
 * The files of the parts that were not sent or not accepted, in their order.
 * @param withUnconfirmed also of those of which nobody knows whether Ozonetel has loaded them
 * @throws ProblemError `not_found` where there are none, `conflict` while the upload has not ended
 */
export async function findUnsent(
  db: Queries,
  uploadId: string,
  withUnconfirmed: boolean,
): Promise<UnsentFile[]> {
  const upload = await findUpload(db, uploadId);
  if (upload === undefined) throw unknownUpload();
  if (!isFinalState(upload.state)) {
    throw new ProblemError(
      'conflict',
      `What of an upload was not sent is known when it has ended; this one is "${upload.state}".`,
    );
  }
  const parts = await listParts(db, [uploadId]);
  const states = withUnconfirmed ? KEPT_STATES : NOT_LOADED;
  const wanted = parts.filter(({ state, rows }) => states.includes(state) && rows > 0);
  if (wanted.length === 0) throw new ProblemError('not_found', whyNone(parts));
  const files = await db.selectFrom('file').select('id').where('upload_id', '=', uploadId).execute();
  const kept = new Set(files.map(({ id }) => id));
  return wanted.map(({ file_id: id, format }) => {
    if (id !== null && kept.has(id)) return { id, format };
    throw new ProblemError(
      'not_found',
      'The rows that were not sent are kept no longer (UNSENT_RETENTION_MS).',
    );
  });
}

function whyNone(parts: readonly PartRow[]): string {
  if (parts.some(({ state }) => state === 'unconfirmed'))
    return 'Nobody knows whether Ozonetel has loaded these rows. Look at the campaign; if they are not in, ask again with include=unconfirmed.';
  if (parts.some(({ state, rows }) => state === 'succeeded' && rows > 0))
    return 'Every row that could be sent was sent and loaded.';
  return 'Nothing of this upload was made ready to be sent: what was not sent is the contact file that it was given.';
}
