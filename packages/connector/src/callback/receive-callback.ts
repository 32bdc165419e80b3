import { answerOutcome, callbackEffect, type Answer } from '@ozonetel-bulk-upload/shared-types';
import type { Work } from '../store/unit-of-work';
import { hashCallbackToken } from '../crypto/callback-token';
import type { CallbackTable, SendRow } from '../store/schema';
import { closeSend } from '../upload/outcome/close-send';
import { withAdvice } from '../upload/outcome/vendor-advice';
import { settlePart } from '../upload/outcome/settle-part';
import { outcomeOf, rulesOf, type PartRow, type UploadRow } from '../upload/stored-upload';
import type { ReadCallback } from './read-callback';
import { toJson } from '../store/columns';

export interface IncomingCallback {
  readonly token: string;
  readonly contentType: string | undefined;
  /** Of a large body it gives what was read before: a transaction that many share stays short. */
  readonly read: () => ReadCallback;
}

/** @returns whether its token is known */
export type ReceiveCallback = (incoming: IncomingCallback) => Promise<boolean>;

type Effect = CallbackTable['effect'];

/** Callbacks of one send that are kept; a vendor that repeats itself forever fills no disk. Later ones still count. */
const KEPT_CALLBACKS = 20;

/**
 * Stores callbacks together with their outcomes and the deliveries that follow from them, in the transaction
 * given. The token is all that ties one to an upload.
 * @returns for each whether its token is known
 */
export async function receiveCallbacks(work: Work, group: readonly IncomingCallback[]): Promise<boolean[]> {
  const hashes = group.map(({ token }) => hashCallbackToken(token));
  const sends = await work.rows.sendsOfTokens(hashes);
  const known: boolean[] = [];
  for (const [index, incoming] of group.entries()) {
    const send = sends.get(hashes[index] ?? '');
    const isKnown = send !== undefined && send.token_expires_at >= work.now;
    known.push(isKnown);
    if (isKnown) await receive(work, send.id, incoming);
  }
  return known;
}

async function receive(work: Work, sendId: string, incoming: IncomingCallback): Promise<void> {
  const send = await work.rows.send(sendId);
  if (send === undefined) return;
  const read = incoming.read();
  const effect = await applyCallback(work, send, read.answer);
  await keep(work, send.id, { contentType: incoming.contentType, ...read, effect });
}

async function applyCallback(work: Work, send: SendRow, answer: Answer): Promise<Effect> {
  const effect = callbackEffect(answer);
  const upload = await work.rows.upload(send.upload_id);
  const part = await work.rows.part(send.upload_id, send.part_number);
  if (effect === 'recorded' || upload === undefined || part === undefined) return 'recorded';
  if (isAboutStop(part) || isAboutRefusedSend(send, part, effect)) return 'recorded';
  await closeSend(work, send.id);
  if (isSettled(part)) return compare(work, upload, part, effect, answer);
  const outcome = withAdvice(answerOutcome(answer, effect), answer, upload);
  await settlePart(work, { upload, number: part.number, state: effect, outcome });
  return 'settled';
}

/** A stop ended with its reply; that its file is empty is expected. */
function isAboutStop(part: PartRow): boolean {
  return part.action === 'stop';
}

/** A refused send loaded nothing, and its part waits to be sent again: only a success would be news. */
function isAboutRefusedSend(send: SendRow, part: PartRow, effect: 'succeeded' | 'failed'): boolean {
  const isClosed = send.open === 0;
  return effect === 'failed' && isClosed && !isSettled(part) && part.state !== 'unconfirmed';
}

function isSettled({ state }: PartRow): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'rejected' || state === 'canceled';
}

/** The first final outcome wins; a later one that differs is recorded beside it. */
async function compare(
  work: Work,
  upload: UploadRow,
  part: PartRow,
  effect: 'succeeded' | 'failed',
  answer: Answer,
): Promise<Effect> {
  const outcome = outcomeOf(part);
  if (part.state === effect && outcome?.code === answer.code) return 'repeated';
  // The parts of a split upload are settled one by one, each with an outcome of its own.
  if (rulesOf(upload).split && outcome !== undefined && outcome.conflict === undefined) {
    const noted = toJson({ ...outcome, conflict: answer.message });
    await work.rows.changePart(upload.id, part.number, { outcome_json: noted });
  }
  const shown = outcomeOf(upload);
  if (shown !== undefined && shown.conflict === undefined) {
    await work.rows.changeUpload(upload.id, { outcome_json: toJson({ ...shown, conflict: answer.message }) });
  }
  return 'conflict';
}

async function keep(
  work: Work,
  sendId: string,
  callback: ReadCallback & Pick<IncomingCallback, 'contentType'> & { readonly effect: Effect },
): Promise<void> {
  const callbacks = (await work.rows.send(sendId))?.callbacks ?? 0;
  if (callbacks >= KEPT_CALLBACKS) return;
  await work.rows.changeSend(sendId, { callbacks: callbacks + 1 });
  work.rows.addCallback({
    send_id: sendId,
    received_at: work.now,
    content_type: callback.contentType ?? null,
    body: callback.keptBody,
    code: callback.answer.code,
    effect: callback.effect,
  });
}
