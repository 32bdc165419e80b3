import { readAnswer, type Answer } from '@ozonetel-bulk-upload/shared-types';
import {
  NodeApiError,
  NodeOperationError,
  type IExecuteFunctions,
  type IHttpRequestOptions,
  type IN8nHttpFullResponse,
} from 'n8n-workflow';
import { checkUploadUrl } from '../../shared/unreachable';
import { readFailedRequest } from '../../shared/failed-request';
import { findAddressFault } from '../../shared/http-address';
import { isPlainRefused, USE_HTTPS } from '../../shared/wrong-scheme';
import type { ContactFile } from '../contacts/contact-file';
import { readCredential } from '../../shared/read-credential';

/** One request to Ozonetel; user name and key come from the credential. */
export interface UploadFields {
  readonly campaignName: string;
  readonly action?: 'start' | 'stop' | undefined;
  readonly callbackUrl: string;
  readonly file: ContactFile;
}

/** How long Ozonetel may take to answer. */
const TIMEOUT_MS = 300_000;

/** A proxy on the way asks for a login: it has passed nothing on (RFC 9110, 15.5.8). */
const PROXY_LOGIN = 407;

/**
 * Posts a contact file to Ozonetel.
 * @returns its answer, or `connection_lost` if it is not known whether the file arrived
 * @throws NodeApiError if it cannot have arrived; it never holds the request, which has the key in it
 */
export async function postContactFile(
  context: IExecuteFunctions,
  fields: UploadFields,
  itemIndex: number,
): Promise<Answer | 'connection_lost'> {
  const { uploadUrl: url } = await readCredential(context, 'ozonetelApi', itemIndex);
  refuseWrongAddress(context, url, itemIndex);
  let reason: string;
  try {
    const { statusCode, body } = await post(context, { url, body: formOf(fields) });
    const fault = faultOfAnswer(statusCode, body);
    if (fault === undefined) return readAnswer(body);
    reason = fault;
  } catch (error) {
    const failed = readFailedRequest(error, url);
    if (!failed.isUnsent) return 'connection_lost';
    reason = failed.reason;
  }
  throw unsent(context, `${reason} Nothing was sent. ${checkUploadUrl(url)}`, itemIndex);
}

/** Why an answer shows that nothing has reached Ozonetel; undefined if it may be Ozonetel's. */
function faultOfAnswer(status: number, body: string): string | undefined {
  if (status === PROXY_LOGIN) return 'The proxy that n8n uses asks for a login (status 407).';
  return isPlainRefused(status, body) ? USE_HTTPS : undefined;
}

function refuseWrongAddress(context: IExecuteFunctions, url: string, itemIndex: number): void {
  const fault = findAddressFault(url);
  if (fault === undefined) return;
  throw new NodeOperationError(context.getNode(), 'The Upload URL in the credential is not a web address', {
    description: `${fault} Nothing was sent. Correct Upload URL in the credential Ozonetel API.`,
    itemIndex,
  });
}

function unsent(context: IExecuteFunctions, description: string, itemIndex: number): NodeApiError {
  return new NodeApiError(
    context.getNode(),
    { message: 'no connection' },
    {
      message: 'Ozonetel cannot be reached',
      description,
      itemIndex,
    },
  );
}

async function post(
  context: IExecuteFunctions,
  request: IHttpRequestOptions,
): Promise<{ readonly statusCode: number; readonly body: string }> {
  const response = (await context.helpers.httpRequestWithAuthentication.call(context, 'ozonetelApi', {
    ...request,
    method: 'POST',
    headers: { accept: 'application/json' },
    encoding: 'text',
    returnFullResponse: true,
    ignoreHttpStatusErrors: true,
    // A redirect would carry the key and the contacts to wherever it leads.
    disableFollowRedirect: true,
    timeout: TIMEOUT_MS,
  })) as IN8nHttpFullResponse;
  const body = typeof response.body === 'string' ? response.body : JSON.stringify(response.body);
  return { statusCode: response.statusCode, body };
}

/** The multipart form, its fields spelled as the vendor's page spells them. */
function formOf({ campaignName, action, callbackUrl, file }: UploadFields): FormData {
  const form = new FormData();
  form.set('campaignName', campaignName);
  form.set('callBackUrl', callbackUrl);
  if (action !== undefined) form.set('action', action);
  const type = file.name.endsWith('.xlsx')
    ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
    : 'text/csv';
  form.set('file', new Blob([file.content], { type }), file.name);
  return form;
}
