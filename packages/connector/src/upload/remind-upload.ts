import { isFinalState } from '@ozonetel-bulk-upload/shared-types';
import type { JobRun } from '../jobs/engine';
import type { Transact, Work } from '../store/unit-of-work';

/** `notifyBy` has passed: `notifyUrl` receives `upload.pending`, as nothing is final yet. */
export async function remindUpload(
  { transact }: { transact: Transact },
  id: string,
  run: JobRun,
): Promise<void> {
  await transact(async (work) => {
    run.complete(work);
    const upload = await work.rows.upload(id);
    if (upload === undefined || isFinalState(upload.state) || (await isReminded(work, id))) return;
    await work.recordEvent(id, 'upload.pending');
  });
}

/** A process that died after the commit leaves its job to be run again. */
async function isReminded({ db }: Work, id: string): Promise<boolean> {
  const event = await db
    .selectFrom('event')
    .select('id')
    .where('upload_id', '=', id)
    .where('type', '=', 'upload.pending')
    .executeTakeFirst();
  return event !== undefined;
}
