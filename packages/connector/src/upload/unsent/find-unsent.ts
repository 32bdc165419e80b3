import {
  EVERY_ROW_IS_IN,
  isFinalState,
  ProblemError,
  type UploadState,
} from '@ozonetel-bulk-upload/shared-types';
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
 * @param withUnconfirmed also of those of which it is not known whether Ozonetel has loaded them
 * @throws ProblemError `not_found` if there are none, `conflict` while the upload has not ended
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
      `Unsent rows are available once the upload has ended; this one is "${upload.state}".`,
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
    throw new ProblemError('not_found', 'The unsent rows are no longer kept (UNSENT_RETENTION_MS).');
  });
}

function whyNone(parts: readonly PartRow[]): string {
  if (parts.some(({ state }) => state === 'unconfirmed'))
    return 'It is not known whether Ozonetel has loaded these rows. Look at the campaign; if they are not in, ask again with include=unconfirmed.';
  if (parts.some(({ state, rows }) => state === 'succeeded' && rows > 0)) return EVERY_ROW_IS_IN;
  return 'The upload ended before any rows were prepared; upload the original file again.';
}
