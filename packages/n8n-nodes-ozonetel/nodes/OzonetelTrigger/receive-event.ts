import type { UploadEvent } from '@ozonetel-bulk-upload/shared-types';
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { isUpload } from '../shared/read-upload';
import { rawUpload, simplifyUpload } from '../shared/simplify-upload';
import { verifyMessage } from '../shared/standard-webhooks';
import { readWebhookBody } from '../shared/webhook-body';
import { findRegistration, subscribe, type Registration } from './registration';
import { rememberEvent } from './remember-event';
import { readTriggerKey, type TriggerKey } from './trigger-key';

/**
 * Takes an event of the connector: refused unless it is signed with the secret of this registration and of now;
 * one that was taken before is acknowledged again and starts nothing.
 */
export async function receiveEvent(context: IWebhookFunctions): Promise<IWebhookResponseData> {
  const registration = findRegistration(context);
  if (registration === undefined) return refuse(context, 401);
  const key = await findKey(context, registration);
  // Another try may find the credential again.
  if (key === undefined) return refuse(context, 503);
  const body = await readWebhookBody(context).catch((error: unknown) => warn(context, error));
  // The caller hung up: nothing is thrown, or n8n would list an execution that failed for it.
  if (body === undefined) return refuse(context, 503);
  const headers = context.getHeaderData() as Readonly<Record<string, unknown>>;
  const verdict = verifyMessage({ headers, body }, key.secret, Date.now());
  if (!verdict.isGenuine) {
    return key.mark === registration.mark ? refuse(context, 401) : renew(context, registration);
  }
  const event = parseEvent(body);
  if (event === undefined) return { webhookResponse: 'OK' };
  const known = rememberEvent(context, verdict.id);
  if (known === 'taken') return { webhookResponse: 'OK' };
  // Whether the call that came first starts the workflow is not known yet: another try will find it out.
  if (known === 'answering') return refuse(context, 503);
  const isSimplified = context.getNodeParameter('simplify', true) === true;
  const json = isSimplified
    ? {
        event: event.type,
        eventId: verdict.id,
        timestamp: event.timestamp,
        ...simplifyUpload(event.data),
        username: event.data.username,
      }
    : { eventId: verdict.id, type: event.type, timestamp: event.timestamp, data: rawUpload(event.data) };
  return { webhookResponse: 'OK', workflowData: [[{ json }]] };
}

function parseEvent(body: string): UploadEvent | undefined {
  const event = JSON.parse(body) as Partial<UploadEvent>;
  return isUpload(event.data) && typeof event.type === 'string' ? (event as UploadEvent) : undefined;
}

async function findKey(context: IWebhookFunctions, { salt }: Registration): Promise<TriggerKey | undefined> {
  return readTriggerKey(context, salt).catch((error: unknown) => warn(context, error));
}

/**
 * The credential has another API key than when the trigger was registered: the connector is given the secret that
 * belongs to it, and tries again, signed with that.
 */
async function renew(context: IWebhookFunctions, { salt }: Registration): Promise<IWebhookResponseData> {
  await subscribe(context, salt).catch((error: unknown) => warn(context, error));
  return refuse(context, 503);
}

/** Nothing is thrown: n8n would start the workflow with an empty item. */
function warn(context: IWebhookFunctions, error: unknown): undefined {
  const reason = error instanceof Error ? error.message : 'unknown';
  context.logger.warn(`Ozonetel Trigger “${context.getNode().name}” can take no event: ${reason}`);
}

function refuse(context: IWebhookFunctions, status: 401 | 503): IWebhookResponseData {
  context.getResponseObject().status(status).end();
  return { noWebhookResponse: true };
}
