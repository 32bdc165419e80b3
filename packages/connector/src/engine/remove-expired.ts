import { FINAL_STATES } from '@ozonetel-bulk-upload/shared-types';
import { removeFiles } from '../spool/remove-files';
import type { Work } from './transact';

/** One sweep takes no longer than its turn; the next one goes on. */
const FILES_AT_ONCE = 20;
const CALLBACKS_AT_ONCE = 1_000;

/**
 * Removes what holds people's data and has been kept long enough: rejected rows, and the raw bodies of callbacks.
 * Uploads, their outcomes, events and deliveries stay.
 */
export async function removeExpired({ db, now }: Work, retentionMs: number): Promise<void> {
  const files = await db
    .selectFrom('file')
    .innerJoin('upload', 'upload.id', 'file.upload_id')
    .select('file.id')
    .where('file.kind', '=', 'rejected')
    .where('file.created_at', '<', now - retentionMs)
    .where('upload.state', 'in', FINAL_STATES)
    .orderBy('file.created_at')
    .limit(FILES_AT_ONCE)
    .execute();
  const ids = files.map(({ id }) => id);
  await removeFiles(db, ids);
  const callbacks = db
    .selectFrom('callback')
    .select('seq')
    .where('received_at', '<', now - retentionMs)
    .orderBy('received_at')
    .limit(CALLBACKS_AT_ONCE);
  await db.deleteFrom('callback').where('seq', 'in', callbacks).execute();
}
