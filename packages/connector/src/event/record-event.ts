import { createHash } from 'node:crypto';
import type { EventType, Upload, UploadEvent } from '@ozonetel-bulk-upload/shared-types';
import type { Work } from '../store/unit-of-work';
import { createId } from '../crypto/ids';
import type { Sealer } from '../crypto/sealer';
import { estimateSendTimes } from '../account/estimate-send-time';
import { notifyContext, rulesOf, type NotifyTarget, type UploadRow } from '../upload/stored-upload';
import { showUpload } from '../upload/upload-view';
import { toIso, toJson } from '../store/columns';

/** The context that a delivery's sealed target is bound to. */
export const deliveryContext = (deliveryId: string) => `${deliveryId}/target`;

interface RecordDeps {
  readonly sealer: Sealer;
  readonly intervalMs: number;
  readonly firstDelayMs: number;
}

interface Receiver {
  readonly url: string;
  readonly subscriptionId: string | null;
  /** Sealed for the delivery; a subscription's secret is read when it is used. */
  readonly target: NotifyTarget | null;
}

/** @returns what `Work.recordEvent` does: writes the event and a delivery for each of its receivers */
export function createRecordEvent(deps: RecordDeps) {
  return async (work: Work, uploadId: string, type: EventType): Promise<void> => {
    const upload = await work.rows.upload(uploadId);
    if (upload === undefined) return;
    const notified = notifyReceivers(deps.sealer, upload);
    const receivers =
      type === 'upload.pending' ? notified : [...notified, ...(await findSubscribers(work, upload, type))];
    if (receivers.length === 0) return;
    const eventId = createId('event');
    const data = await viewHeld(work, upload, deps.intervalMs);
    const body: UploadEvent = { type, timestamp: toIso(work.now), data };
    work.rows.addEvent({
      id: eventId,
      upload_id: uploadId,
      type,
      body: toJson(body),
      created_at: work.now,
    });
    addDeliveries(deps, work, { eventId, uploadId, type }, receivers);
  };
}

async function viewHeld(work: Work, upload: UploadRow, intervalMs: number): Promise<Upload> {
  const waiting = upload.state === 'waiting' ? [upload] : [];
  const notBefore = await estimateSendTimes(work.db, waiting, intervalMs);
  return showUpload(
    upload,
    notBefore.get(upload.id),
    rulesOf(upload).split ? await work.rows.parts(upload.id) : [],
  );
}

function addDeliveries(
  { sealer, firstDelayMs }: RecordDeps,
  work: Work,
  event: { eventId: string; uploadId: string; type: EventType },
  receivers: readonly Receiver[],
): void {
  for (const { url, subscriptionId, target } of receivers) {
    const id = createId('delivery');
    const lane = subscriptionId ?? laneOf(url);
    work.rows.addDelivery({
      id,
      event_id: event.eventId,
      upload_id: event.uploadId,
      type: event.type,
      subscription_id: subscriptionId,
      lane,
      target_sealed: target === null ? null : sealer.seal(target, deliveryContext(id)),
      state: 'pending',
      next_attempt_at: work.now + firstDelayMs,
      created_at: work.now,
    });
    work.enqueue({ kind: 'relay', key: lane }, work.now + firstDelayMs);
  }
}

function notifyReceivers(sealer: Sealer, upload: UploadRow): Receiver[] {
  if (upload.notify_sealed === null) return [];
  const target = sealer.open(upload.notify_sealed, notifyContext(upload.id)) as NotifyTarget;
  return [{ url: target.url, subscriptionId: null, target }];
}

async function findSubscribers(work: Work, upload: UploadRow, type: EventType): Promise<Receiver[]> {
  const subscriptions = await work.rows.subscriptions();
  return subscriptions
    .filter(({ campaign_name: name }) => name === null || name === upload.campaign_name)
    .filter(({ username }) => username === null || username === upload.username)
    .filter(({ events_json }) => events_json === null || (JSON.parse(events_json) as string[]).includes(type))
    .map(({ id, url }) => ({ url, subscriptionId: id, target: null }));
}

/** A subscription has a lane of its own; the one-time URLs of an origin share one, as they are of one n8n. */
function laneOf(url: string): string {
  return createHash('sha256').update(new URL(url).origin).digest('base64url').slice(0, 16);
}
