import { beginningOf, readAnswer, type TimelineItem } from '@ozonetel-bulk-upload/shared-types';
import { viewDeliveryDetail } from '../delivery/deliveries';
import { viewEvent } from '../event/list-events';
import { toIso } from '../store/columns';
import type { Queries } from '../store/dialect';
import { readHistory } from '../store/history';
import type { UploadRow } from '../upload/stored-upload';

/** Of each kind; an upload that has more shows the first ones. */
const MAX_ITEMS = 200;
const MAX_MESSAGE_CHARACTERS = 1_000;

/** Everything that is known to have happened to an upload, the oldest first. */
export async function viewTimeline(db: Queries, upload: UploadRow): Promise<TimelineItem[]> {
  const items = [
    // Before the states: the callback that decides the outcome has the same time.
    ...(await callbackItems(db, upload.id)),
    ...historyItems(upload),
    ...(await eventItems(db, upload.id)),
    ...(await deliveryItems(db, upload.id)),
  ];
  return items.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** Of an upload of an older version only the ends of its trip are known. */
function historyItems(upload: UploadRow): TimelineItem[] {
  const { history_json: json, created_at, updated_at, state } = upload;
  if (json === null)
    return [
      { at: toIso(created_at), kind: 'state', state: 'accepted' },
      { at: toIso(updated_at), kind: 'state', state },
    ];
  // One came after the other, whatever the clocks of two replicas say.
  let latest = 0;
  return readHistory(json).map((entry) => {
    latest = Math.max(latest, entry.at);
    const at = toIso(latest);
    return 'state' in entry
      ? { at, kind: 'state', state: entry.state }
      : { at, kind: 'reply', ...entry.reply };
  });
}

async function callbackItems(db: Queries, uploadId: string): Promise<TimelineItem[]> {
  const callbacks = await db
    .selectFrom('callback')
    .innerJoin('send', 'send.id', 'callback.send_id')
    .select(['callback.received_at', 'callback.body', 'callback.code', 'callback.effect'])
    .where('send.upload_id', '=', uploadId)
    .orderBy('callback.seq')
    .limit(MAX_ITEMS)
    .execute();
  return callbacks.map(({ received_at, body, code, effect }) => ({
    at: toIso(received_at),
    kind: 'callback',
    code,
    message: beginningOf(readAnswer(body).message, MAX_MESSAGE_CHARACTERS),
    effect,
  }));
}

async function eventItems(db: Queries, uploadId: string): Promise<TimelineItem[]> {
  const events = await db
    .selectFrom('event')
    .select(['id', 'type', 'upload_id', 'created_at'])
    .where('upload_id', '=', uploadId)
    .orderBy('created_at')
    .limit(MAX_ITEMS)
    .execute();
  return events.map((row) => ({ at: toIso(row.created_at), kind: 'event', event: viewEvent(row) }));
}

async function deliveryItems(db: Queries, uploadId: string): Promise<TimelineItem[]> {
  const deliveries = await db
    .selectFrom('delivery')
    .selectAll()
    .where('upload_id', '=', uploadId)
    .orderBy('seq')
    .limit(MAX_ITEMS)
    .execute();
  return deliveries.map((row) => ({
    at: toIso(row.created_at),
    kind: 'delivery',
    delivery: viewDeliveryDetail(row),
  }));
}
