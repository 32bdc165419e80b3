import { isFinalState } from '@ozonetel-bulk-upload/shared-types';
import type { Transact } from '../engine/transact';
import type { RecordEvent } from '../relay/record-event';

/** `notifyBy` has come: who waits at `notifyUrl` hears that nothing is final yet. */
export async function remindUpload(
  { transact, recordEvent }: { transact: Transact; recordEvent: RecordEvent },
  id: string,
): Promise<void> {
  await transact(async (work) => {
    const upload = await work.rows.upload(id);
    if (upload === undefined || isFinalState(upload.state)) return;
    await recordEvent(work, id, 'upload.pending');
  });
}
