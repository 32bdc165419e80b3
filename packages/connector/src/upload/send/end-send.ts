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
import type { SendResult } from '../../ozonetel/post-contact-file';
import type { SendRow } from '../../store/schema';
import { cancelWaiting } from '../outcome/cancel-waiting';
import { closeSend, findWaiting } from '../outcome/close-send';
import { findLaterStop, stoppedMessage } from '../outcome/find-later-stop';
import { settlePart } from '../outcome/settle-part';
import { countsOf, type PartRow, type UploadRow } from '../stored-upload';
import type { BegunSend } from './begin-send';
import { releaseSlot } from '../../account/slot';
import { withAdvice } from '../outcome/vendor-advice';
import { toJson } from '../../store/columns';

export interface EndSendDeps {
  readonly transact: Transact;
  readonly intervalMs: number;
  readonly callbackTimeoutMs: number;
}

/** Refusals with `Request limit exhausted`, or tries without a connection, after which an upload is given up. */
export const MAX_LIMIT_REFUSALS = 30;
export const MAX_CONNECT_TRIES = 30;

const NO_ANSWER = 'Ozonetel gave no answer that can be read; the file may have been taken.';
const LOOK_WHETHER_STOPPED = 'Whether the campaign has stopped is not known: look at it in CloudAgent.';
const SHOWN_CHARACTERS = 200;
const LINE_BROKE =
  'The connection to Ozonetel broke while the request was being sent; it may have been taken.';
const LOOK = 'Look at the campaign before you upload the file again: its contacts could be dialed twice.';

/**
 * Ends a send: the interval begins, and its part goes where the reply sends it. One that another process has ended
 * stays as it is.
 * @param mayEnd asked of the send as it is now, under lock
 */
export async function endSend(
  deps: EndSendDeps,
  send: Pick<BegunSend, 'sendId'>,
  result: SendResult,
  mayEnd: (send: SendRow, now: number) => boolean = () => true,
): Promise<void> {
  await deps.transact(
    async (work) => {
      const ended = await work.rows.send(send.sendId);
      if (ended?.sending !== 1 || !mayEnd(ended, work.now)) return;
      await work.rows.changeSend(ended.id, { sending: 0, ended_at: work.now });
      const nextFree = await releaseSlot(work, ended.account, deps.intervalMs);
      work.defer(dispatchAt(nextFree), ended.account);
      const upload = await work.rows.upload(ended.upload_id);
      const part = await work.rows.part(ended.upload_id, ended.part_number);
      // A callback that overtook the reply has settled the part already.
      if (upload !== undefined && part?.state === 'sending')
        await applyResult({ ...deps, work, upload, part, sendId: send.sendId }, result);
      if ((await work.rows.send(ended.id))?.open === 1)
        work.enqueue({ kind: 'expire', key: ended.id }, work.now + deps.callbackTimeoutMs);
    },
    { kind: 'end send', key: send.sendId },
  );
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
  if (result.kind === 'not_connected') return tryAgainLater(ending, result.reason);
  if (result.kind !== 'answered') {
    return settle(ending, 'unconfirmed', transportOutcome(describeLoss(result), lookAt(ending.part)));
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
      return work.rows.changeUpload(upload.id, { state, last_error: null, ...sentCount(upload, part) });
    case 'succeeded':
      return settle(ending, state, answerOutcome(answer, effect));
    case 'waiting':
      return waitForNextSlot(ending, answer);
    case 'unconfirmed':
      return settle(ending, state, { ...unconfirmedOutcome(answer, effect), advice: lookAt(part) });
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

async function tryAgainLater(ending: Ending, reason: string): Promise<void> {
  const { work, upload } = ending;
  await closeSend(work, ending.sendId);
  const attempts = upload.attempts + 1;
  if (attempts >= MAX_CONNECT_TRIES) {
    const message = `Ozonetel could not be reached in ${attempts} tries (${reason}); nothing was sent.`;
    return settle(
      ending,
      'rejected',
      transportOutcome(message, 'Check the upload URL and the network connection, then upload again.'),
    );
  }
  await waitAgain(ending, { attempts, last_error: `Ozonetel could not be reached: ${reason}` });
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
  return { status: 'error', code: 'unrecognised', message: NO_ANSWER + quote, source: 'reply' };
}

function lookAt(part: PartRow): string {
  return part.action === 'stop' ? LOOK_WHETHER_STOPPED : LOOK;
}

function describeLoss(result: Extract<SendResult, { kind: 'connection_lost' | 'timed_out' }>): string {
  return result.kind === 'connection_lost'
    ? `${LINE_BROKE} (${result.reason})`
    : `Ozonetel did not finish its reply within ${result.seconds} s of the request; it may have been taken.`;
}

function transportOutcome(message: string, advice: string): Outcome {
  return { status: 'error', code: 'connection_lost', message, advice, source: 'transport' };
}

function sentCount(upload: UploadRow, part: PartRow): { counts_json?: string } {
  const counts = countsOf(upload);
  // Of a split upload only the rows of succeeded parts count as sent.
  return counts === undefined || part.rows < counts.valid
    ? {}
    : { counts_json: toJson({ ...counts, sent: part.rows }) };
}
