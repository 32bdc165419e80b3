import { answerOutcome, callbackEffect, readAnswer, type Answer } from '@ozonetel-bulk-upload/shared-types';
import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { simplifyUpload, type DirectUpload } from '../shared/simplify-upload';
import { readWebhookBody } from '../shared/webhook-body';
import { isWanted, readWantedEvents } from './wanted-events';

/** Takes Ozonetel's own callback, whatever its content type. What cannot be read is `unconfirmed`. */
export async function receiveCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
  const answer = readAnswer(await readWebhookBody(context));
  if (answer.code === 'processing') return { webhookResponse: 'OK' };
  const upload = toUpload(answer);
  if (!isWanted(readWantedEvents(context), upload)) return { webhookResponse: 'OK' };
  const json: IDataObject =
    context.getNodeParameter('simplify', true) === true
      ? { event: `upload.${upload.state}`, ...simplifyUpload(upload), username: upload.username ?? '' }
      : { event: `upload.${upload.state}`, answer: { ...answer } };
  return { webhookResponse: 'OK', workflowData: [[{ json }]] };
}

function toUpload(answer: Answer): DirectUpload {
  const effect = callbackEffect(answer);
  const state = effect === 'recorded' ? 'unconfirmed' : effect;
  return {
    state,
    ...(answer.username === undefined ? {} : { username: answer.username }),
    campaignName: answer.campaign ?? '',
    outcome: answerOutcome(answer, state),
  };
}
