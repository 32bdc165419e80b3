import type { Work } from '../engine/transact';
import type { UploadRow } from './stored-upload';

type Change = Partial<
  Pick<UploadRow, 'state' | 'counts_json' | 'problems_json' | 'attempts' | 'limit_refusals'>
>;

/** Changes an upload that goes on, and tells who watches it. */
export async function changeUpload(work: Work, uploadId: string, change: Change): Promise<void> {
  await work.db
    .updateTable('upload')
    .set((eb) => ({ ...change, version: eb('version', '+', 1), updated_at: work.now }))
    .where('id', '=', uploadId)
    .execute();
  work.changed(uploadId);
}
