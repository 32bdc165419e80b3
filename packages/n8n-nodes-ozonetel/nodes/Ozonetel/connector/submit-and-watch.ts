import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import { sleep, type IExecuteFunctions } from 'n8n-workflow';
import { askConnector, READ_REPEAT_MS } from '../../shared/connector-api';
import { isFirstVersion } from '../../shared/node-version';
import { readUpload } from '../../shared/read-upload';
import { showHints } from '../../shared/show-hints';
import { noteSent } from '../submission/attempts';
import type { Submission } from '../submission/submission';
import { submitUpload, type Notification } from './submit-upload';

/** How long an upload is followed: the connector's own limit of a fetch is two minutes, an account's turn one. */
export const WATCHED_MS = 150_000;

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 2_000;

interface Watch {
  readonly key: string;
  /** What the connector has of an execution that this one retries. */
  readonly sentBefore: { readonly id: string } | undefined;
  /** Where the connector posts the outcome; if set, the node does not poll. */
  readonly notification: Notification | undefined;
  /** Time in ms. */
  readonly until: number;
}

/**
 * Hands a submission to the connector. Where it does not wait for the outcome it follows the upload until Ozonetel has
 * answered: what is refused is an error here, as it is without connector.
 */
export async function submitAndWatch(
  context: IExecuteFunctions,
  submission: Submission,
  { key, sentBefore, notification, until }: Watch,
): Promise<Upload> {
  const accepted =
    sentBefore === undefined
      ? await submit(context, submission, key, notification)
      : await ask(context, sentBefore, submission.itemIndex);
  const isOpen = isFirstVersion(context) ? isUncheckedIn(submission) : isUnanswered;
  if (notification !== undefined) return accepted;
  let upload = accepted;
  for (let delay = FIRST_DELAY_MS; isOpen(upload) && !isLate(upload, until); delay *= 2) {
    await sleep(Math.min(delay, LONGEST_DELAY_MS));
    if (context.getExecutionCancelSignal()?.aborted === true) break;
    upload = await ask(context, upload, submission.itemIndex);
  }
  if (isOpen(upload)) showHints(context, 'warning', [isUnchecked(upload) ? UNFINISHED_CHECK : UNANSWERED]);
  return upload;
}

async function submit(
  context: IExecuteFunctions,
  submission: Submission,
  key: string,
  notification: Notification | undefined,
): Promise<Upload> {
  const accepted = await submitUpload(context, submission, key, notification);
  if (!submission.settings.isDryRun) noteSent(context, key, { id: accepted.id });
  return accepted;
}

async function ask(
  context: IExecuteFunctions,
  { id }: Pick<Upload, 'id'>,
  itemIndex: number,
): Promise<Upload> {
  const { body } = await askConnector(context, {
    method: 'GET',
    path: `/v1/uploads/${encodeURIComponent(id)}`,
    itemIndex,
    repeatForMs: READ_REPEAT_MS,
  });
  return readUpload(context, body);
}

/** Whether it is still open which rows are left out. */
function isUnchecked({ state }: Pick<Upload, 'state'>): boolean {
  return state === 'accepted' || state === 'fetching' || state === 'checking';
}

/** As version 1 of the node did from the start: only if rows may be left out that this node has not checked itself. */
function isUncheckedIn({ settings, action, contacts }: Submission): (upload: Upload) => boolean {
  const { invalidRows, duplicates, rowsWiderThanHeader } = settings.rules;
  const mayLeaveOut = [invalidRows, duplicates, rowsWiderThanHeader].includes('drop');
  const isWatched = mayLeaveOut && action !== 'stop' && contacts?.checked === undefined;
  return (upload) => isWatched && isUnchecked(upload);
}

function isUnanswered(upload: Upload): boolean {
  return isUnchecked(upload) || upload.state === 'waiting' || upload.state === 'sending';
}

/** Whether the time is over, or its turn comes too late to be waited for here. */
function isLate({ notBefore }: Upload, until: number): boolean {
  return Date.now() >= until || (notBefore !== undefined && Date.parse(notBefore) > until);
}

const UNFINISHED_CHECK = `The connector was still checking the file after ${WATCHED_MS / 1000} seconds, so no row that it leaves out is on the output Left Out yet. Upload: Get with Left-Out Contacts gives them once the check has ended; with Wait for Outcome they come with the outcome.`;

const UNANSWERED =
  'The connector has the upload, and Ozonetel has not answered yet: the account’s turn has not come. Turn on Wait for Outcome, use the Ozonetel Trigger, or look at it with Upload: Get.';
