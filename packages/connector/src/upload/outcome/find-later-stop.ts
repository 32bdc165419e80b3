import type { Work } from '../../store/unit-of-work';
import type { UploadRow } from '../stored-upload';

/**
 * The stop that came in after an upload with `start` while some of that was being sent: what of it is not sent yet
 * would start the campaign again.
 */
export async function findLaterStop(work: Work, upload: UploadRow): Promise<string | undefined> {
  if (upload.action !== 'start') return undefined;
  const stop = await work.db
    .selectFrom('upload')
    .select('id')
    .where('account', '=', upload.account)
    .where('campaign_name', '=', upload.campaign_name)
    .where('seq', '>', upload.seq)
    .where('action', '=', 'stop')
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  return stop?.id;
}

export function stoppedMessage(stopId: string): string {
  return `A stop of this campaign came in (${stopId}) before it was sent.`;
}
