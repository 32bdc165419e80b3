import type { Work } from '../../store/unit-of-work';
import type { UploadRow } from '../stored-upload';
import { finishUpload } from './finish-upload';
import { canceled, settlePart } from './settle-part';

/**
 * Cancels an upload of which nothing is on its way. Where parts of a split upload are in already, the next
 * part is canceled, and the end of the upload says what is in and what is not.
 */
export async function cancelWaiting(work: Work, upload: UploadRow, message: string): Promise<void> {
  const outcome = canceled(message);
  const parts = await work.rows.parts(upload.id);
  const next = parts.find((part) => part.state === 'waiting');
  if (next !== undefined)
    return settlePart(work, { upload, number: next.number, state: 'canceled', outcome });
  for (const { number } of parts) await work.rows.changePart(upload.id, number, { state: 'canceled' });
  await finishUpload(work, upload.id, 'canceled', outcome);
}
