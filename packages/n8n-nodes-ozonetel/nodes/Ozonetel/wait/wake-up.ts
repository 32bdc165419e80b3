import {
  callbackEffect,
  readAnswer,
  type Outcome,
  type Upload,
  type UploadEvent,
} from '@ozonetel-bulk-upload/shared-types';
import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { isUpload } from '../../shared/read-upload';
import { rawUpload, simplifyUpload, type DirectUpload } from '../../shared/simplify-upload';
import { isEqual, toWebhookSecret, verifyMessage } from '../../shared/standard-webhooks';
import { readWebhookBody } from '../../shared/webhook-body';
import { unconfirmed } from './fall-asleep';
import { findWaiting, outcomeItem, readWaitKey, type Waiting } from './waiting';

/**
 * Answers a call of the resume URL: wakes the execution with the outcome, or lets it sleep on. Never throws: the
 * next node would then run with an empty item.
 */
export async function wakeUp(context: IWebhookFunctions): Promise<IWebhookResponseData> {
  const waiting = findWaiting(context);
  if (waiting === undefined) return sleepOn(context, 404);
  try {
    const outcome =
      waiting.mode === 'direct' ? await readCallback(context, waiting) : await readEvent(context, waiting);
    if (outcome === 'forged') return sleepOn(context, 401);
    if (outcome === 'not final') return sleepOn(context, 200);
    return {
      webhookResponse: 'OK',
      workflowData: [[outcomeItem(waiting, outcome)], [...waiting.rejected]],
    };
  } catch {
    // Another try may find the credential again.
    return sleepOn(context, 503);
  }
}

type Reading = IDataObject | 'forged' | 'not final';

/** The vendor's callback: the token in its URL is the only proof there is. */
async function readCallback(context: IWebhookFunctions, waiting: Waiting): Promise<Reading> {
  const { token } = context.getQueryData() as { token?: unknown };
  const expected = (await readWaitKey(context, waiting)).toString('hex');
  if (typeof token !== 'string' || !isEqual(token, expected)) return 'forged';
  const answer = readAnswer(await readWebhookBody(context));
  const effect = callbackEffect(answer);
  if (effect === 'recorded') return 'not final';
  const outcome: Outcome = {
    status: effect === 'succeeded' ? 'success' : 'error',
    code: answer.code,
    message: answer.message,
    source: 'callback',
    ...(answer.rows === undefined ? {} : { rows: [...answer.rows] }),
  };
  const { campaignName, action } = waiting;
  return shown(waiting, {
    state: effect,
    ...(answer.username === undefined ? {} : { username: answer.username }),
    campaignName,
    ...(action === undefined ? {} : { action }),
    outcome,
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
  return { uploadId: event.data.id, ...unconfirmed(waiting), lastState: event.data.state };
}

function shown({ isSimplified }: Waiting, upload: Upload | DirectUpload): IDataObject {
  return isSimplified ? simplifyUpload(upload) : rawUpload(upload);
}

function sleepOn(context: IWebhookFunctions, status: 200 | 401 | 404 | 503): IWebhookResponseData {
  context.getResponseObject().status(status).end();
  return { noWebhookResponse: true };
}
