import type { Work } from '../../store/unit-of-work';
import { cancelWaiting } from '../outcome/cancel-waiting';
import { stoppedMessage } from '../outcome/find-later-stop';
import type { UploadRow } from '../stored-upload';

/** A stop takes back what would start its campaign again: the uploads with `start` that were not sent yet. */
export async function cancelStarts(work: Work, stop: UploadRow): Promise<void> {
  const starts = await work
    .lock(
      work.db
        .selectFrom('upload')
        .selectAll()
        .where('account', '=', stop.account)
        .where('campaign_name', '=', stop.campaign_name)
        .where('action', '=', 'start')
        .where('state', 'in', ['accepted', 'fetching', 'checking', 'waiting'])
        .orderBy('seq'),
    )
    .execute();
  for (const upload of starts) {
    await cancelWaiting(work, upload, stoppedMessage(stop.id));
  }
}
