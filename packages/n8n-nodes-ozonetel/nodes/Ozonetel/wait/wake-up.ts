import {
  answerOutcome,
  callbackEffect,
  readAnswer,
  type Upload,
  type UploadEvent,
} from '@ozonetel-bulk-upload/shared-types';
import type { IDataObject, INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { areAllLeftOut } from '../../shared/describe-outcome';
import { isFirstVersion } from '../../shared/node-version';
import { isUpload } from '../../shared/read-upload';
import { rawUpload, simplifyUpload, type DirectUpload } from '../../shared/simplify-upload';
import { isEqual, toWebhookSecret, verifyMessage } from '../../shared/standard-webhooks';
import { readWebhookBody } from '../../shared/webhook-body';
import { fetchRejected, hasRejected } from '../connector/rejected-contacts';
import { unconfirmed } from './fall-asleep';
import { passRefusal } from './refusal';
import { findWaiting, outcomeItem, readWaitKey, type Waiting } from './waiting';

/**
 * Answers a call of the resume URL: wakes the execution with the outcome, or lets it sleep on. Never throws: the
 * next node would then run with an empty item.
 */
export async function wakeUp(context: IWebhookFunctions): Promise<IWebhookResponseData> {
  try {
    const waiting = findWaiting(context);
    if (waiting === undefined) return sleepOn(context, 404);
    const outcome =
      waiting.mode === 'direct' ? await readCallback(context, waiting) : await readEvent(context, waiting);
    if (outcome === 'forged') return sleepOn(context, 401);
    if (outcome === 'not final') return sleepOn(context, 200);
    const rejected = await readRejected(context, waiting, outcome);
    const { json, upload } = outcome;
    const refusal = isError(context, waiting, upload)
      ? passRefusal(context, waiting, upload, rejected)
      : undefined;
    if (refusal !== undefined) return { webhookResponse: 'OK', workflowData: refusal };
    return { webhookResponse: 'OK', workflowData: [[outcomeItem(waiting, json, rejected)], [...rejected]] };
  } catch {
    // Another try may find the credential again.
    return sleepOn(context, 503);
  }
}

/** A refusal is, unless all contacts were to be left out: those come out of the second output. */
function isError(
  context: IWebhookFunctions,
  { adviceContext }: Waiting,
  upload: Upload | DirectUpload,
): boolean {
  if (isFirstVersion(context) || upload.state !== 'rejected') return false;
  return !areAllLeftOut(upload, adviceContext?.rules);
}

interface Outcome {
  readonly json: IDataObject;
  readonly upload: Upload | DirectUpload;
}

type Reading = Outcome | 'forged' | 'not final';

/** What this node left out is kept with the sleep; what the connector left out is with the connector. */
async function readRejected(
  context: IWebhookFunctions,
  { rejected, itemIndex }: Waiting,
  { upload }: Outcome,
): Promise<readonly INodeExecutionData[]> {
  if (rejected.length > 0 || !('id' in upload) || !hasRejected(upload)) return rejected;
  return fetchRejected(context, upload.id, itemIndex, 0);
}

/** The vendor's callback: the token in its URL is the only proof there is. */
async function readCallback(context: IWebhookFunctions, waiting: Waiting): Promise<Reading> {
  const { token } = context.getQueryData() as { token?: unknown };
  const expected = (await readWaitKey(context, waiting)).toString('hex');
  if (typeof token !== 'string' || !isEqual(token, expected)) return 'forged';
  const answer = readAnswer(await readWebhookBody(context));
  const effect = callbackEffect(answer);
  if (effect === 'recorded') return 'not final';
  const { campaignName, action } = waiting;
  return shown(waiting, {
    state: effect,
    ...(answer.username === undefined ? {} : { username: answer.username }),
    campaignName,
    ...(action === undefined ? {} : { action }),
    outcome: answerOutcome(answer, effect),
  });
}

/** The connector's event, signed with the secret that it was given for this sleep alone. */
async function readEvent(context: IWebhookFunctions, waiting: Waiting): Promise<Reading> {
  const body = await readWebhookBody(context);
  const secret = toWebhookSecret(await readWaitKey(context, waiting));
  const headers = context.getHeaderData() as Readonly<Record<string, unknown>>;
  if (!verifyMessage({ headers, body }, secret, Date.now()).isGenuine) return 'forged';
  const event = JSON.parse(body) as Partial<UploadEvent>;
  if (!isUpload(event.data)) return 'not final';
  if (event.type !== 'upload.pending') return shown(waiting, event.data);
  return { json: unconfirmed({ ...waiting, upload: event.data }), upload: event.data };
}

function shown(waiting: Waiting, upload: Upload | DirectUpload): Outcome {
  if (!waiting.isSimplified) return { json: rawUpload(upload), upload };
  // The advice is also about what this node found before it slept.
  const { counts: checked, problems = upload.problems, notices = upload.notices } = waiting;
  const counts =
    checked === undefined ? upload.counts : { ...checked, sent: upload.counts?.sent ?? checked.sent };
  return { json: simplifyUpload({ ...upload, counts, problems, notices }, waiting.adviceContext), upload };
}

function sleepOn(context: IWebhookFunctions, status: 200 | 401 | 404 | 503): IWebhookResponseData {
  context.getResponseObject().status(status).end();
  return { noWebhookResponse: true };
}
