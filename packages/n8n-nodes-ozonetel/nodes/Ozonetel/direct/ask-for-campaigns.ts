import { CAMPAIGN_STATUS_PATH, OZONETEL_UPLOAD_URL } from '@ozonetel-bulk-upload/shared-types';
import { NodeOperationError, type IDataObject, type ILoadOptionsFunctions } from 'n8n-workflow';
import { readText } from '../../shared/read-text';

const TIMEOUT_MS = 15_000;

/** The host of Ozonetel's other calls in India (docs/ozonetel-api.md, "Related APIs of the vendor"). */
const API_HOST = 'in1-ccaas-api.ozonetel.com';

/** n8n's older helper: `httpRequest` leaves out the body of a GET, and this call needs one. */
interface RequestHelper {
  request(options: IDataObject): Promise<unknown>;
}

/**
 * The names of an account's campaigns, by Ozonetel's campaign-status call: a GET with a JSON body. Its page shows several
 * campaigns although one name was asked for; not every account is answered so.
 * @throws NodeOperationError that says why there is no list
 */
export async function askForCampaigns(context: ILoadOptionsFunctions): Promise<string[]> {
  const { userName, apiKey, uploadUrl } = await context.getCredentials<{
    userName: string;
    apiKey: string;
    uploadUrl: string;
  }>('ozonetelApi');
  const sender: RequestHelper = context.helpers;
  let answer: unknown;
  try {
    answer = await sender.request({
      method: 'GET',
      uri: statusUrl(readText(uploadUrl)),
      headers: { apiKey: readText(apiKey) },
      body: { userName: readText(userName), campaignName: '' },
      json: true,
      timeout: TIMEOUT_MS,
      followRedirect: false,
    });
  } catch {
    // The request holds the key: nothing of the error is shown.
    throw noList(context, 'Ozonetel’s list of campaigns cannot be reached');
  }
  const names = readNames(answer);
  if (names.length > 0) return names;
  throw noList(context, 'Ozonetel lists no campaign for this account');
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

function noList(context: ILoadOptionsFunctions, message: string): NodeOperationError {
  return new NodeOperationError(context.getNode(), message, {
    description: 'Choose By Name, and enter the name as CloudAgent shows it.',
  });
}
