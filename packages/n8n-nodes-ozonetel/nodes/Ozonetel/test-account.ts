import { randomUUID } from 'crypto';
import { NOBODY_LISTENS_URL, readAnswer, type OutcomeCode } from '@ozonetel-bulk-upload/shared-types';
import type {
  ICredentialDataDecryptedObject,
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  INodeCredentialTestResult,
} from 'n8n-workflow';
import { readFailedRequest } from '../shared/failed-request';
import { findAddressFault } from '../shared/http-address';
import { OUTCOME_ADVICE } from '../shared/outcome-advice';
import { readText } from '../shared/read-text';
import { checkUploadUrl } from '../shared/unreachable';
import { isPlainRefused, USE_HTTPS } from '../shared/wrong-scheme';

const TIMEOUT_MS = 30_000;

/**
 * Tests an account with an upload that can load nothing: no contacts, into a campaign that is not there. An
 * account that gets this answer is known to Ozonetel. It takes the account's request of this minute.
 */
export async function testAccount(
  this: ICredentialTestFunctions,
  { data = {} }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  // A credential test is given no other HTTP client than this.
  const { request } = this.helpers;
  const address = readText(data['uploadUrl']);
  const fault = findAddressFault(address);
  if (fault !== undefined) return failed(`The Upload URL is not a web address. ${fault}`);
  try {
    const body: unknown = await request({
      method: 'POST',
      uri: address,
      formData: testForm(data),
      simple: false,
      followRedirect: false,
      timeout: TIMEOUT_MS,
    });
    return judge(typeof body === 'string' ? body : JSON.stringify(body));
  } catch (error) {
    const { reason } = readFailedRequest(error, address);
    return failed(`Ozonetel cannot be reached. ${reason} ${checkUploadUrl(address)}`);
  }
}

function testForm({ userName, apiKey }: ICredentialDataDecryptedObject): Record<string, unknown> {
  return {
    username: readText(userName),
    apiKey: readText(apiKey),
    campaignName: `n8n credential test ${randomUUID()}`,
    callBackUrl: NOBODY_LISTENS_URL,
    file: {
      value: Buffer.from('PhoneNumber\r\n'),
      options: { filename: 'contacts.csv', contentType: 'text/csv' },
    },
  };
}

/** Ozonetel answers these about the upload itself only to an account that it knows. */
const KNOWN_ACCOUNT: readonly OutcomeCode[] = ['campaign_not_found', 'file_empty'];

function judge(body: string): INodeCredentialTestResult {
  if (isPlainRefused(400, body)) return failed(USE_HTTPS);
  const { code } = readAnswer(body);
  if (KNOWN_ACCOUNT.includes(code)) return { status: 'OK', message: 'Ozonetel knows this account.' };
  if (code === 'unrecognised') {
    return failed(
      'What answers at this Upload URL is not Ozonetel’s bulk upload. Reset Upload URL, or ask Ozonetel for yours.',
    );
  }
  const { title, advice } = OUTCOME_ADVICE[code];
  return failed(`${title}. ${code === 'request_limit_exhausted' ? TEST_AGAIN : advice}`);
}

/** What a node would be set to does not help here. */
const TEST_AGAIN = 'Wait a minute, then test again: the credential was neither confirmed nor refused.';

function failed(message: string): INodeCredentialTestResult {
  return { status: 'Error', message };
}
