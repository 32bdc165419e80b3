import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import { sleep, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { areAllLeftOut } from '../../../shared/describe-outcome';
import { isFirstVersion } from '../../../shared/node-version';
import { showHints } from '../../../shared/show-hints';
import type { DirectUpload } from '../../../shared/simplify-upload';
import { fetchRejected, hasRejected } from '../../connector/rejected-contacts';
import { submitAndWatch } from '../../connector/submit-and-watch';
import { uploadDirectly } from '../../direct/upload-directly';
import {
  beginAttempt,
  findSentBefore,
  isAnswer,
  noteEnd,
  noteSent,
  type Attempt,
} from '../../submission/attempts';
import {
  adviceContextOf,
  isOfMany,
  type Submission,
  type SubmissionOutput,
} from '../../submission/submission';
import { outcomeError } from '../../outcome/outcome-error';
import { warnOfReply } from '../../outcome/warn-of-reply';
import { fallAsleep } from '../../wait/fall-asleep';
import { isInlineTool } from '../../../shared/is-inline-tool';
import { prepareWait, type PreparedWait } from '../../wait/prepare-wait';
import { warnOfReach } from '../../wait/warn-of-reach';
import { giveHints, giveNotices } from './give-hints';
import { checkedAlone, found, outputOf, refusedByCheck } from './submission-output';

/**
 * Makes one upload. A refusal is the output's `error`. What may have arrived is never an error, or n8n's Retry On Fail
 * would send it twice: it is the result `unconfirmed`.
 * @param watchUntil time in ms until which an upload at the connector is followed
 * @throws NodeOperationError, NodeApiError if nothing can be said of the upload
 */
export async function runSubmission(
  context: IExecuteFunctions,
  submission: Submission,
  watchUntil: number,
): Promise<SubmissionOutput> {
  const { settings } = submission;
  const refused = refusedByCheck(submission);
  if (refused !== undefined) return refuse(context, submission, refused);
  if (settings.isDryRun && settings.mode === 'direct')
    return outputOf(submission, checkedAlone(submission), submission.contacts?.rejected ?? []);
  const attempt = beginAttempt(context, submission);
  const sentBefore = findSentBefore(context, attempt);
  // Nothing of an upload that was sent before wakes this execution.
  const isAwaited = settings.waitsForOutcome && !isInlineTool(context) && sentBefore === undefined;
  const wait = isAwaited ? await prepareWait(context, submission, attempt) : undefined;
  const upload = await send(context, submission, {
    attempt,
    isRetried: sentBefore !== undefined,
    wait,
    watchUntil,
  });
  if (sentBefore !== undefined) showHints(context, 'info', [notRepeated(submission, sentBefore.executionId)]);
  noteEnd(context, attempt.key, upload);
  if (upload.state === 'rejected' || upload.state === 'failed') {
    return refuse(context, submission, { ...upload, ...found(submission, upload) });
  }
  const reach = await warnOfReach(context, submission, listeningUrlOf(submission, wait));
  const risks = [wait?.waiting.risk, reach, warnOfReply(upload)].filter((risk) => risk !== undefined);
  giveHints(context, submission, risks);
  giveNotices(context, submission, upload);
  if (wait === undefined || isSettled(upload)) {
    return outputOf(submission, upload, await rejectedOf(context, submission, upload));
  }
  return fallAsleep(context, {
    ...wait.waiting,
    ...found(submission, upload),
    ...(risks.length === 0 ? {} : { risk: risks.join(' ') }),
    ...(isStored(upload) ? { upload: { id: upload.id, state: upload.state } } : {}),
  });
}

/** Where the outcome is to come: to the sleeping node, or to what the user has named for Ozonetel. */
function listeningUrlOf({ settings }: Submission, wait: PreparedWait | undefined): string | undefined {
  const named = settings.mode === 'direct' ? settings.callbackUrl : undefined;
  return wait?.callbackUrl ?? wait?.notification?.url ?? named;
}

/**
 * Where the user wanted invalid contacts left out, and every one is invalid, they all come out of the second output. An
 * error would give no output at all.
 */
async function refuse(
  context: IExecuteFunctions,
  submission: Submission,
  upload: Upload | DirectUpload,
): Promise<SubmissionOutput> {
  const { itemIndex, settings, contacts } = submission;
  const isFirst = isFirstVersion(context);
  const leftOut = isFirst ? (contacts?.rejected ?? []) : await leftOutOf(context, submission, upload);
  const error = outcomeError(context, upload, {
    itemIndex,
    itemOfRow: isOfMany(submission) ? (row) => submission.itemIndexes[row - 1] : undefined,
    adviceContext: adviceContextOf(settings),
    leftOut,
  });
  if (isFirst) return { results: [], rejected: [], error };
  if (!areAllLeftOut(upload, settings.rules)) return { results: [], rejected: leftOut, error };
  showHints(context, 'warning', [`${error.message}. ${error.description ?? ''}`]);
  return outputOf(submission, upload, leftOut);
}

/** The refusal is known; that its rows cannot be had must not hide it. */
async function leftOutOf(
  context: IExecuteFunctions,
  submission: Submission,
  upload: Upload | DirectUpload,
): Promise<readonly INodeExecutionData[]> {
  return rejectedOf(context, submission, upload).catch(() => []);
}

/** The contacts that were left out, here or by the connector. */
async function rejectedOf(
  context: IExecuteFunctions,
  submission: Submission,
  upload: Upload | DirectUpload,
): Promise<readonly INodeExecutionData[]> {
  const rejected = submission.contacts?.rejected ?? [];
  if (rejected.length > 0 || !('id' in upload) || !hasRejected(upload)) return rejected;
  return fetchRejected(context, upload.id, submission.itemIndex);
}

interface Sending {
  readonly attempt: Attempt;
  /** Whether it was sent in an execution that this one retries. */
  readonly isRetried: boolean;
  readonly wait: PreparedWait | undefined;
  readonly watchUntil: number;
}

/** Sends an upload, unless it was sent before. */
async function send(
  context: IExecuteFunctions,
  submission: Submission,
  { attempt: { key, sent }, isRetried, wait, watchUntil }: Sending,
): Promise<Upload | DirectUpload> {
  const known = sent?.upload;
  if (isAnswer(known)) return known;
  if (submission.settings.mode === 'connector') {
    return submitAndWatch(context, submission, {
      key,
      sentBefore: isRetried ? known : undefined,
      notification: wait?.notification,
      until: watchUntil,
    });
  }
  const upload = await uploadDirectly(context, submission, { sleep, callbackUrl: wait?.callbackUrl });
  if (upload.state !== 'rejected') noteSent(context, key, upload);
  return upload;
}

function notRepeated({ campaignName, action }: Submission, executionId: string): string {
  const what = action === 'stop' ? 'stop of' : 'upload to';
  return `Execution ${executionId}, which this one retries, has sent the ${what} ${campaignName} already: it was not sent again.`;
}

/** Whether the connector has it. */
function isStored(upload: Upload | DirectUpload): upload is Upload {
  return 'id' in upload;
}

function isSettled({ state }: Upload | DirectUpload): boolean {
  return state === 'succeeded' || state === 'canceled';
}
