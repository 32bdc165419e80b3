import {
  beginningOf,
  answerOutcome,
  readAnswer,
  replyEffect,
  type Answer,
  type Outcome,
  type ReplyEffect,
} from '@ozonetel-bulk-upload/shared-types';
import type { DeferredTask, Transact, Work } from '../../store/unit-of-work';
import type { NotBegunCause, SendResult } from '../../ozonetel/post-contact-file';
import type { SendRow } from '../../store/schema';
import { cancelWaiting } from '../outcome/cancel-waiting';
import { closeSend, findWaiting } from '../outcome/close-send';
import { findLaterStop, stoppedMessage } from '../outcome/find-later-stop';
import { countSent, settlePart } from '../outcome/settle-part';
import { LOOK_BEFORE_UPLOADING_AGAIN } from '../outcome/expire-send';
import type { PartRow, UploadRow } from '../stored-upload';
import { lockSlotRows, releaseSlots } from '../../account/slot';
import { withAdvice } from '../outcome/vendor-advice';

export interface EndSendDeps {
  readonly transact: Transact;
  readonly intervalMs: number;
  readonly callbackTimeoutMs: number;
}

/** Refusals with `Request limit exhausted` after which an upload is `rejected`. */
const MAX_LIMIT_REFUSALS = 30;
/** Attempts that ended before their first byte after which an upload is `rejected`. */
const MAX_ATTEMPTS = 30;

const SHOWN_CHARACTERS = 200;

export interface SendEnd {
  readonly sendId: string;
  readonly result: SendResult;
  /** Asked of the send as it is now, under lock. */
  readonly mayEnd?: (send: SendRow, now: number) => boolean;
}

/**
 * Ends a send: the interval begins, and its part goes where the reply sends it. One that another process has ended
 * stays as it is.
 */
export type EndSend = (end: SendEnd) => Promise<void>;

export function createEndSend(deps: EndSendDeps): EndSend {
  return deps.transact.together(async (work, ends: readonly SendEnd[]) => {
    const sends = await work.rows.sends(ends.map(({ sendId }) => sendId));
    const accounts = [...new Set(sends.map(({ account }) => account))];
    if (accounts.length > 0) await lockSlotRows(work, accounts);
    const released: string[] = [];
    for (const end of ends) {
      const ended = await endOne(deps, work, end);
      if (ended !== undefined) released.push(ended.account);
    }
    const dispatch = dispatchAt(await releaseSlots(work, released, deps.intervalMs));
    for (const account of released) work.defer(dispatch, account);
    return ends.map(() => undefined);
  });
}

/** @returns the send, unless it had ended */
async function endOne(
  deps: EndSendDeps,
  work: Work,
  { sendId, result, mayEnd = () => true }: SendEnd,
): Promise<SendRow | undefined> {
  const ended = await work.rows.send(sendId);
  if (ended?.sending !== 1 || !mayEnd(ended, work.now)) return undefined;
  await work.rows.changeSend(ended.id, { sending: 0, ended_at: work.now });
  const upload = await work.rows.upload(ended.upload_id);
  const part = await work.rows.part(ended.upload_id, ended.part_number);
  // A callback that overtook the reply has settled the part already.
  if (upload !== undefined && part?.state === 'sending')
    await applyResult({ ...deps, work, upload, part, sendId }, result);
  if ((await work.rows.send(ended.id))?.open === 1)
    work.enqueue({ kind: 'expire', key: ended.id }, work.now + deps.callbackTimeoutMs);
  return ended;
}

/** Requests the next send of an account if a part waits. A part that begins to wait later requests its own. */
function dispatchAt(nextFree: number): DeferredTask {
  return async (work, accounts) => {
    for (const account of await findWaiting(work, accounts))
      work.enqueue({ kind: 'dispatch', key: account }, nextFree);
  };
}

interface Ending extends EndSendDeps {
  readonly work: Work;
  readonly upload: UploadRow;
  readonly part: PartRow;
  readonly sendId: string;
}

async function applyResult(ending: Ending, result: SendResult): Promise<void> {
  if (result.kind === 'not_begun') return tryAgainLater(ending, result.cause);
  if (result.kind !== 'answered') {
    return settle(ending, 'unconfirmed', transportOutcome(describeLoss(result), adviceToLook(ending.part)));
  }
  const answer = readAnswer(result.body);
  await ending.work.rows.addReply(ending.upload.id, { code: answer.code, message: answer.message });
  return applyReply(ending, answer);
}

/** A stop ends with its reply; what the reply does to either is decided in shared-types `outcome/answer-effect.ts`. */
async function applyReply(ending: Ending, answer: Answer): Promise<void> {
  const { work, upload, part } = ending;
  const effect = replyEffect(answer, part.action ?? undefined);
  const { state } = effect;
  switch (state) {
    case 'processing':
      await work.rows.changePart(upload.id, part.number, { state });
      await work.rows.changeUpload(upload.id, { state, last_error: null });
      return countSent(work, upload);
    case 'succeeded':
      return settle(ending, state, answerOutcome(answer, effect));
    case 'waiting':
      return waitForNextSlot(ending, answer);
    case 'unconfirmed':
      return settle(ending, state, { ...unconfirmedOutcome(answer, effect), advice: adviceToLook(part) });
    case 'rejected':
      await closeSend(work, ending.sendId);
      return settle(ending, state, withAdvice(answerOutcome(answer, effect), answer, upload));
  }
}

async function waitForNextSlot(ending: Ending, answer: Answer): Promise<void> {
  const { work, upload } = ending;
  await closeSend(work, ending.sendId);
  const refusals = upload.limit_refusals + 1;
  if (refusals >= MAX_LIMIT_REFUSALS) {
    const advice = `Ozonetel refused the account ${refusals} times: check what else uploads with this account, then upload again.`;
    return settle(ending, 'rejected', {
      ...answerOutcome(answer, { state: 'rejected', code: answer.code }),
      advice,
    });
  }
  await waitAgain(ending, { limit_refusals: refusals, last_error: answer.message });
}

async function tryAgainLater(ending: Ending, cause: NotBegunCause): Promise<void> {
  const { work, upload } = ending;
  await closeSend(work, ending.sendId);
  const attempts = upload.attempts + 1;
  const { message, advice } = describeNotBegun(cause);
  if (attempts >= MAX_ATTEMPTS) {
    const all = `${message} This was attempt ${attempts}, the last one. Nothing was sent.`;
    return settle(ending, 'rejected', transportOutcome(all, advice));
  }
  await waitAgain(ending, { attempts, last_error: message });
}

async function waitAgain(
  { work, upload, part }: Ending,
  tally: ({ limit_refusals: number } | { attempts: number }) & { last_error: string },
): Promise<void> {
  await work.rows.changePart(upload.id, part.number, { state: 'waiting' });
  await work.rows.changeUpload(upload.id, { state: 'waiting', ...tally });
  const stop = await findLaterStop(work, upload);
  if (stop !== undefined) await cancelWaiting(work, upload, stoppedMessage(stop));
}

async function settle(
  ending: Ending,
  state: 'succeeded' | 'rejected' | 'unconfirmed',
  outcome: Outcome,
): Promise<void> {
  const { work, upload, part } = ending;
  await settlePart(work, { upload, number: part.number, state, outcome });
}

/** An answer without a meaning is quoted, not taken for a message. */
function unconfirmedOutcome(answer: Answer, effect: ReplyEffect): Outcome {
  const outcome = answerOutcome(answer, effect);
  if (effect.code !== 'unrecognised') return outcome;
  const quote = answer.message === '' ? '' : ` It said: ${beginningOf(answer.message, SHOWN_CHARACTERS)}`;
  const message = `Ozonetel’s reply could not be read. It may have received the request.${quote}`;
  return { status: 'error', code: 'unrecognised', message, source: 'reply' };
}

function adviceToLook(part: PartRow): string {
  return part.action === 'stop'
    ? 'Look at the campaign in CloudAgent: it is not known whether it has stopped.'
    : LOOK_BEFORE_UPLOADING_AGAIN;
}

/** Why nothing was sent, and what to do if that stays so. */
function describeNotBegun(cause: NotBegunCause): { message: string; advice: string } {
  switch (cause.kind) {
    case 'unreachable':
      return {
        message: `Ozonetel could not be reached (${cause.code}).`,
        advice: 'Check the upload URL and the network connection of the connector, then upload again.',
      };
    case 'unreadable':
      return {
        message: 'The connector could not read the contact file that it had stored.',
        advice: 'Look for the reason in the log of the connector, then upload again.',
      };
    case 'suspended':
      return {
        message: 'The connector was suspended for too long before it could send the request.',
        advice: 'Check whether the machine of the connector sleeps or is overloaded, then upload again.',
      };
  }
}

function describeLoss(result: Extract<SendResult, { kind: 'connection_lost' | 'timed_out' }>): string {
  return result.kind === 'connection_lost'
    ? `The connection to Ozonetel was lost while the request was being sent (${result.cause}). It may have arrived.`
    : `Ozonetel did not finish its reply within ${result.seconds} s of the request. It may have received it.`;
}

function transportOutcome(message: string, advice: string): Outcome {
  return { status: 'error', code: 'connection_lost', message, advice, source: 'transport' };
}
