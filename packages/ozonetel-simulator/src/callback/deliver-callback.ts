import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestLog } from '../request-log/request-log';
import type { CallbackRecord, UploadRecord } from '../request-log/upload-record';
import type { StruckFaults } from '../fault/fault-rules';
import type { Callback } from './callback';
import { encodeCallback } from './encode-callback';
import type { CallbackPoster } from './post-callback';

/** Posts a callback as the faults have it: dropped, late, doubled; and records it. */
export async function deliverCallback(
  record: UploadRecord,
  { url, callback, faults }: { url: string; callback: Callback; faults: StruckFaults },
  { requestLog, poster, signal }: { requestLog: RequestLog; poster: CallbackPoster; signal: AbortSignal },
): Promise<void> {
  const lateMs = faults.get('callback-late');
  if (lateMs !== undefined) await sleep(lateMs, undefined, { signal });
  record.closedAt ??= requestLog.time();
  if (faults.has('callback-dropped')) {
    record.callbacks.push({ message: callback.message, isDropped: true, sentAt: requestLog.time() });
    return;
  }
  const times = faults.has('callback-doubled') ? 2 : 1;
  for (let sent = 0; sent < times; sent += 1) {
    const entry: CallbackRecord = { message: callback.message, isDropped: false, sentAt: requestLog.time() };
    record.callbacks.push(entry);
    const answer = await poster.post(url, encodeCallback(callback, faults), signal);
    Object.assign(entry, { answeredAt: requestLog.time() }, answer);
  }
}
