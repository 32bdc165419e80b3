import { CAMPAIGN_STATUS_PATH, OZONETEL_UPLOAD_URL, readAnswer } from '@ozonetel-bulk-upload/shared-types';
import { NodeOperationError, type IDataObject, type ILoadOptionsFunctions } from 'n8n-workflow';
import { readFailedRequest } from '../../shared/failed-request';
import { findAddressFault } from '../../shared/http-address';
import { OUTCOME_ADVICE } from '../../shared/outcome-advice';
import { readText } from '../../shared/read-text';
import { checkUploadUrl } from '../../shared/unreachable';
import { isPlainRefused, USE_HTTPS } from '../../shared/wrong-scheme';
import { readCredential } from '../../shared/read-credential';

const TIMEOUT_MS = 15_000;

/** The host of Ozonetel's other calls in India (docs/ozonetel-api.md, "Related APIs of the vendor"). */
const API_HOST = 'in1-ccaas-api.ozonetel.com';

/** n8n's older helper: `httpRequest` leaves out the body of a GET, and this call needs one. */
interface RequestHelper {
  request(options: IDataObject): Promise<Answer>;
}

/**
 * The names of an account's campaigns, by Ozonetel's campaign-status call: a GET with a JSON body. Its page shows several
 * campaigns although one name was asked for; not every account is answered so.
 * @throws NodeOperationError that says why there is no list
 */
export async function askForCampaigns(context: ILoadOptionsFunctions): Promise<string[]> {
  const { userName, apiKey, uploadUrl } = await readCredential(context, 'ozonetelApi');
  const fault = findAddressFault(uploadUrl);
  if (fault !== undefined) {
    const advice = `${fault} ${checkUploadUrl('')}`;
    throw noList(context, 'The Upload URL in the credential is not a web address', advice);
  }
  const address = statusUrl(uploadUrl);
  const sender: RequestHelper = context.helpers;
  let answer: Answer;
  try {
    answer = await sender.request({
      method: 'GET',
      uri: address,
      headers: { apiKey },
      body: { userName, campaignName: '' },
      json: true,
      timeout: TIMEOUT_MS,
      followRedirect: false,
      simple: false,
      resolveWithFullResponse: true,
    });
  } catch (error) {
    // The request holds the key: of the error only what is known to be without it is shown.
    const { reason } = readFailedRequest(error, address);
    throw noList(context, UNREACHABLE, `${reason} ${checkUploadUrl(address)}`);
  }
  const names = readNames(answer.body);
  if (names.length > 0) return names;
  throw explain(context, answer, address);
}

interface Answer {
  readonly statusCode: number;
  readonly body: unknown;
}

const UNREACHABLE = 'Ozonetel’s list of campaigns cannot be reached';

/** Why an answer lists no campaign. */
function explain(
  context: ILoadOptionsFunctions,
  { statusCode: status, body }: Answer,
  address: string,
): NodeOperationError {
  if (isPlainRefused(status, body)) return noList(context, UNREACHABLE, USE_HTTPS);
  const { code } = readAnswer(typeof body === 'string' ? body : JSON.stringify(body ?? ''));
  if (status === 401 || status === 403 || code === 'authentication_failed') {
    const { title, advice } = OUTCOME_ADVICE.authentication_failed;
    return noList(context, title, advice);
  }
  if (status === 429 || status >= 500) {
    const what = `Ozonetel’s list of campaigns is not ready (status ${status})`;
    return noList(context, what, 'Try again in a moment.');
  }
  if (code === 'unrecognised' && (status !== 200 || typeof body === 'string')) {
    const what = `What answers at this Upload URL has no list of campaigns (status ${status})`;
    return noList(context, what, checkUploadUrl(address));
  }
  return noList(context, 'Ozonetel lists no campaign for this account');
}

function statusUrl(uploadUrl: string): string {
  const url = new URL(CAMPAIGN_STATUS_PATH, uploadUrl);
  if (url.hostname === new URL(OZONETEL_UPLOAD_URL).hostname) url.hostname = API_HOST;
  return url.href;
}

function readNames(answer: unknown): string[] {
  const { message } = (typeof answer === 'object' && answer !== null ? answer : {}) as { message?: unknown };
  if (!Array.isArray(message)) return [];
  const names = message.map((entry: unknown) =>
    readText((entry as { CampaignName?: unknown } | null)?.CampaignName),
  );
  return [...new Set(names)].filter((name) => name !== '');
}

function noList(context: ILoadOptionsFunctions, message: string, advice = ''): NodeOperationError {
  const description = `${advice} Choose By Name, and enter the name as CloudAgent shows it.`.trim();
  return new NodeOperationError(context.getNode(), message, { description });
}
