import type {
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  INodeCredentialTestResult,
} from 'n8n-workflow';
import { UNKNOWN_KEY } from './connector-api';
import { readFailedRequest } from './failed-request';
import { findAddressFault } from './http-address';
import { readText } from './read-text';
import { CHECK_BASE_URL, CONNECTOR_UNREACHABLE } from './unreachable';
import { isPlainRefused, USE_HTTPS } from './wrong-scheme';

const TIMEOUT_MS = 15_000;

/** Tests a connector by a list of at most one upload; what is wrong is said with what to do about it. */
export async function testConnector(
  this: ICredentialTestFunctions,
  { data = {} }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  // A credential test is given no other HTTP client than this.
  const { request } = this.helpers;
  const baseUrl = readText(data['baseUrl']).replace(/\/+$/, '');
  const fault = findAddressFault(baseUrl);
  if (fault !== undefined) return failed(`The Base URL is not a web address. ${fault}`);
  try {
    const response = (await request({
      method: 'GET',
      uri: `${baseUrl}/v1/uploads?limit=1`,
      headers: { Authorization: `Bearer ${readText(data['apiKey'])}` },
      simple: false,
      resolveWithFullResponse: true,
      followRedirect: false,
      timeout: TIMEOUT_MS,
    })) as { readonly statusCode: number; readonly body: unknown };
    return judge(response.statusCode, response.body);
  } catch (error) {
    const { reason } = readFailedRequest(error, baseUrl);
    return failed(`${CONNECTOR_UNREACHABLE}. ${reason} ${CHECK_BASE_URL}`);
  }
}

function judge(status: number, body: unknown): INodeCredentialTestResult {
  if (status === 401) return failed(`${UNKNOWN_KEY.message}. ${UNKNOWN_KEY.description}`);
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? '');
  if (status === 200 && /"items"\s*:/.test(text)) {
    return { status: 'OK', message: 'The connector answers, and knows this API key.' };
  }
  if (isPlainRefused(status, text)) return failed(`${CONNECTOR_UNREACHABLE}. ${USE_HTTPS}`);
  if (status >= 500) {
    return failed(
      `The connector is not ready (status ${status}). Try again in a moment, or look at its log.`,
    );
  }
  return failed(
    `What answers at this Base URL is not a connector (status ${status}). Use the address that it prints when it starts, without a path.`,
  );
}

function failed(message: string): INodeCredentialTestResult {
  return { status: 'Error', message };
}
