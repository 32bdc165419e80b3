import { readAnswer, type Answer } from '@ozonetel-bulk-upload/shared-types';
import {
  NodeApiError,
  type IExecuteFunctions,
  type IHttpRequestOptions,
  type IN8nHttpFullResponse,
} from 'n8n-workflow';
import { findErrorCode } from '../../shared/error-code';

export interface ContactFile {
  readonly name: string;
  readonly content: string | Buffer;
}

/** One request to Ozonetel; user name and key come from the credential. */
export interface UploadFields {
  readonly campaignName: string;
  readonly action?: 'start' | 'stop' | undefined;
  readonly callbackUrl: string;
  readonly file: ContactFile;
}

/** How long Ozonetel may take to answer. */
const TIMEOUT_MS = 300_000;

/** Faults before a byte of the request can have been received (field notes, 9). */
const NEVER_CONNECTED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT_.*|.*SELF_SIGNED.*|UNABLE_TO_.*|ERR_TLS_.*)$/;

/**
 * Posts a contact file to Ozonetel.
 * @returns its answer, or `connection_lost` where nobody knows whether the file arrived
 * @throws NodeApiError where it can not have arrived; it never holds the request, which has the key in it
 */
export async function postContactFile(
  context: IExecuteFunctions,
  fields: UploadFields,
  itemIndex: number,
): Promise<Answer | 'connection_lost'> {
  const { uploadUrl } = await context.getCredentials<{ uploadUrl: string }>('ozonetelApi', itemIndex);
  try {
    return readAnswer(await post(context, { url: uploadUrl.trim(), body: formOf(fields) }));
  } catch (error) {
    const code = findErrorCode(error);
    if (code === undefined || !NEVER_CONNECTED.test(code)) return 'connection_lost';
    throw new NodeApiError(
      context.getNode(),
      { message: 'no connection' },
      {
        message: 'Ozonetel can not be reached',
        description: `The connection failed with ${code}; nothing was sent. Check the Upload URL in the credential and this machine’s way to the internet, and try again.`,
        itemIndex,
      },
    );
  }
}

async function post(context: IExecuteFunctions, request: IHttpRequestOptions): Promise<string> {
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
  return typeof response.body === 'string' ? response.body : JSON.stringify(response.body);
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
