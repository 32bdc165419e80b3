import { callbackEffect, readAnswer, type Answer, type Outcome } from '@ozonetel-bulk-upload/shared-types';
import type { Selectable } from 'kysely';
import type { Work } from '../engine/transact';
import type { RecordEvent } from '../relay/record-event';
import { hashCallbackToken } from '../secrets/callback-token';
import { createId } from '../secrets/ids';
import type { CallbackTable, SendTable } from '../store/schema';
import { closeOpen } from '../upload/send/end-send';
import { adviceFor, noteOnRows } from '../upload/send/vendor-advice';
import { settlePart } from '../upload/settle/settle-part';
import {
  findUpload,
  listParts,
  outcomeOf,
  toJson,
  type PartRow,
  type UploadRow,
} from '../upload/stored-upload';
import { redactBody } from './redact-body';

export interface IncomingCallback {
  readonly token: string;
  readonly contentType: string | undefined;
  readonly body: string;
}

type SendRow = Selectable<SendTable>;
type Effect = CallbackTable['effect'];

/** Callbacks of one send that are kept; a vendor that repeats itself for ever fills no disk. Later ones still count. */
const KEPT_CALLBACKS = 20;

/**
 * Stores a callback together with its outcome and the deliveries that follow from it, in the transaction
 * given. The token is all that ties it to an upload.
 * @returns whether the token is known
 */
export async function receiveCallback(
  work: Work,
  recordEvent: RecordEvent,
  incoming: IncomingCallback,
): Promise<boolean> {
  const send = await work
    .lock(work.db.selectFrom('send').selectAll().where('token_hash', '=', hashCallbackToken(incoming.token)))
    .executeTakeFirst();
  if (send === undefined || send.token_expires_at < work.now) return false;
  const answer = readAnswer(incoming.body);
  const effect = await applyCallback(work, recordEvent, send, answer);
  if (send.callbacks < KEPT_CALLBACKS) await keep(work, send, incoming, answer, effect);
  return true;
}

async function applyCallback(
  work: Work,
  recordEvent: RecordEvent,
  send: SendRow,
  answer: Answer,
): Promise<Effect> {
  const effect = callbackEffect(answer);
  const upload = await findUpload(work.db, send.upload_id);
  const part = (await listParts(work.db, send.upload_id)).find((row) => row.number === send.part_number);
  // The vendor's word about the empty file of a stop is expected, and changes nothing.
  if (effect === 'recorded' || upload === undefined || part === undefined || part.action === 'stop')
    return 'recorded';
  if (isSettled(part)) return compare(work, upload, part, effect, answer);
  // A refused send loaded nothing, whatever is said of it later; that it did load would be news.
  if (send.open === 0 && effect === 'failed' && part.state !== 'unconfirmed') return 'recorded';
  await closeOpen(work, send.id);
  await settlePart(work, recordEvent, upload, part.number, effect, outcomeFrom(answer, effect, upload));
  return 'settled';
}

function isSettled({ state }: PartRow): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'rejected' || state === 'canceled';
}

/** The first final outcome wins; a later one that differs is noted beside it. */
async function compare(
  work: Work,
  upload: UploadRow,
  part: PartRow,
  effect: 'succeeded' | 'failed',
  answer: Answer,
): Promise<Effect> {
  const outcome = outcomeOf(part);
  if (part.state === effect && outcome?.code === answer.code) return 'repeated';
  const shown = outcomeOf(upload);
  if (shown !== undefined && shown.conflict === undefined) {
    await work.db
      .updateTable('upload')
      .set((eb) => ({
        outcome_json: toJson({ ...shown, conflict: answer.message }),
        version: eb('version', '+', 1),
        updated_at: work.now,
      }))
      .where('id', '=', upload.id)
      .execute();
    work.changed(upload.id);
  }
  return 'conflict';
}

function outcomeFrom(answer: Answer, effect: 'succeeded' | 'failed', upload: UploadRow): Outcome {
  const advice = adviceFor(answer.code);
  return {
    status: effect === 'succeeded' ? 'success' : 'error',
    code: answer.code,
    message: answer.message + noteOnRows(answer, upload),
    ...(advice === undefined ? {} : { advice }),
    ...(answer.rows === undefined ? {} : { rows: [...answer.rows] }),
    source: 'callback',
  };
}

async function keep(
  work: Work,
  send: SendRow,
  incoming: IncomingCallback,
  answer: Answer,
  effect: Effect,
): Promise<void> {
  await work.db
    .insertInto('callback')
    .values({
      id: createId('callback'),
      send_id: send.id,
      received_at: work.now,
      content_type: incoming.contentType ?? null,
      body: redactBody(incoming.body),
      code: answer.code,
      effect,
    })
    .execute();
  await work.db
    .updateTable('send')
    .set((eb) => ({ callbacks: eb('callbacks', '+', 1) }))
    .where('id', '=', send.id)
    .execute();
}
