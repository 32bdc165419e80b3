import { readAnswer, replyEffect, type Answer, type Outcome } from '@ozonetel-bulk-upload/shared-types';
import type { Transact, Work } from '../../store/unit-of-work';
import type { SendResult } from '../../ozonetel/post-contact-file';
import type { SendRow } from '../../store/schema';
import { cancelWaiting } from '../outcome/cancel-waiting';
import { closeSend } from '../outcome/close-send';
import { findLaterStop, stoppedMessage } from '../outcome/later-stop';
import { settlePart } from '../outcome/settle-part';
import { countsOf, type PartRow, type UploadRow } from '../stored-upload';
import type { BegunSend } from './begin-send';
import { releaseSlot } from '../../account/grant-slot';
import { adviceFor, noteOnRows } from '../outcome/vendor-advice';
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
const LOOK = 'Look at the campaign before you upload the file again: its contacts could be dialled twice.';

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
  await deps.transact(async (work) => {
    const ended = await work.rows.send(send.sendId);
    if (ended?.sending !== 1 || !mayEnd(ended, work.now)) return;
    await work.rows.changeSend(ended.id, { sending: 0, ended_at: work.now });
    const nextFree = await releaseSlot(work, ended.account, deps.intervalMs);
    work.enqueue({ kind: 'dispatch', key: ended.account }, nextFree);
    work.enqueue({ kind: 'expire', key: send.sendId }, work.now + deps.callbackTimeoutMs);
    const upload = await work.rows.upload(ended.upload_id);
    const part = await work.rows.part(ended.upload_id, ended.part_number);
    // A callback that overtook the reply has settled the part already.
    if (upload === undefined || part?.state !== 'sending') return;
    await applyResult({ ...deps, work, upload, part, sendId: send.sendId }, result);
  });
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
    const advice = ending.part.action === 'stop' ? LOOK_WHETHER_STOPPED : LOOK;
    return settle(ending, 'unconfirmed', transportOutcome(describeLoss(result), advice));
  }
  const answer = readAnswer(result.body);
  return ending.part.action === 'stop' ? applyStopReply(ending, answer) : applyReply(ending, answer);
}

async function applyReply(ending: Ending, answer: Answer): Promise<void> {
  const { work, upload, part } = ending;
  const { state, code } = replyEffect(answer);
  switch (state) {
    case 'processing':
      await work.rows.changePart(upload.id, part.number, { state });
      return work.rows.changeUpload(upload.id, { state, ...sentCount(upload, part) });
    case 'waiting':
      return waitForNextSlot(ending, answer);
    case 'unconfirmed':
      return settle(ending, state, { ...unreadable(answer), code, advice: LOOK });
    case 'rejected':
      await closeSend(work, ending.sendId);
      return settle(ending, state, { ...replyOutcome(answer, upload), code });
  }
}

/** The reply to a stop is its outcome (design.md, `action: "stop"`). */
async function applyStopReply(ending: Ending, answer: Answer): Promise<void> {
  const { upload } = ending;
  const { state, code } = replyEffect(answer);
  if (state === 'processing') {
    return settle(ending, 'succeeded', {
      status: 'success',
      code: 'stopped',
      message: answer.message,
      source: 'reply',
    });
  }
  if (state === 'waiting') return waitForNextSlot(ending, answer);
  if (state === 'unconfirmed' || code === 'file_empty') {
    const told = state === 'unconfirmed' ? unreadable(answer) : replyOutcome(answer, upload);
    return settle(ending, 'unconfirmed', { ...told, code, advice: LOOK_WHETHER_STOPPED });
  }
  return settle(ending, 'rejected', replyOutcome(answer, upload));
}

async function waitForNextSlot(ending: Ending, answer: Answer): Promise<void> {
  const { work, upload } = ending;
  await closeSend(work, ending.sendId);
  const refusals = upload.limit_refusals + 1;
  if (refusals >= MAX_LIMIT_REFUSALS) {
    const advice = `Ozonetel refused the account ${refusals} times: look for what else uploads with it, then upload again.`;
    return settle(ending, 'rejected', { ...replyOutcome(answer, upload), advice });
  }
  await waitAgain(ending, { limit_refusals: refusals });
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
      transportOutcome(message, 'Check the upload URL and the line, then upload again.'),
    );
  }
  await waitAgain(ending, { attempts });
}

async function waitAgain(
  { work, upload, part }: Ending,
  tally: { limit_refusals: number } | { attempts: number },
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
  await settlePart(ending.work, ending.upload, ending.part.number, state, outcome);
}

function replyOutcome(answer: Answer, upload: UploadRow): Outcome {
  const advice = adviceFor(answer.code);
  return {
    status: 'error',
    code: answer.code,
    message: answer.message + noteOnRows(answer, upload),
    ...(advice === undefined ? {} : { advice }),
    ...(answer.rows === undefined ? {} : { rows: [...answer.rows] }),
    source: 'reply',
  };
}

function unreadable(answer: Answer): Outcome {
  const said = answer.message === '' ? '' : ` It said: ${answer.message.slice(0, SHOWN_CHARACTERS)}`;
  return { status: 'error', code: 'unrecognised', message: NO_ANSWER + said, source: 'reply' };
}

function describeLoss(result: Extract<SendResult, { kind: 'line_broke' | 'timed_out' }>): string {
  return result.kind === 'line_broke'
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
