import type { UploadEvent } from '@ozonetel-bulk-upload/shared-types';
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { isUpload } from '../shared/read-upload';
import { rawUpload, simplifyUpload } from '../shared/simplify-upload';
import { verifyMessage } from '../shared/standard-webhooks';
import { readWebhookBody } from '../shared/webhook-body';
import { findRegistration } from './registration';
import { rememberEvent } from './remember-event';

/**
 * Takes an event of the connector: refused unless it is signed with the secret of this registration and of now;
 * one that was taken before is acknowledged again and starts nothing.
 */
export async function receiveEvent(context: IWebhookFunctions): Promise<IWebhookResponseData> {
  const registration = findRegistration(context);
  if (registration === undefined) return refuse(context);
  const body = await readWebhookBody(context);
  const headers = context.getHeaderData() as Readonly<Record<string, unknown>>;
  const verdict = verifyMessage({ headers, body }, registration.secret, Date.now());
  if (!verdict.isGenuine) return refuse(context);
  const event = parseEvent(body);
  if (event === undefined || !rememberEvent(context, verdict.id)) return { webhookResponse: 'OK' };
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

function refuse(context: IWebhookFunctions): IWebhookResponseData {
  context.getResponseObject().status(401).send('Unauthorized').end();
  return { noWebhookResponse: true };
}
