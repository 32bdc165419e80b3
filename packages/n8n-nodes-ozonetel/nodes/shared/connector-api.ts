import type { Problem } from '@ozonetel-bulk-upload/shared-types';
import {
  NodeApiError,
  type IDataObject,
  type IExecuteFunctions,
  type IHookFunctions,
  type IHttpRequestMethods,
  type IN8nHttpFullResponse,
  type IWebhookFunctions,
} from 'n8n-workflow';
import { findErrorCode } from './error-code';

export type NodeContext = IExecuteFunctions | IHookFunctions | IWebhookFunctions;

export interface ConnectorRequest {
  readonly method: IHttpRequestMethods;
  /** Below the base URL, `/v1/uploads`. */
  readonly path: string;
  readonly query?: IDataObject;
  readonly body?: IDataObject | FormData;
  readonly headers?: Record<string, string>;
  /** Of the item that the request is made for. */
  readonly itemIndex?: number;
  /** A status that is an answer and no failure, beside 2xx. */
  readonly allowedStatus?: number;
}

export interface ConnectorResponse {
  readonly status: number;
  readonly body: unknown;
}

const TIMEOUT_MS = 120_000;

/**
 * Asks the connector.
 * @throws NodeApiError with the connector's own words, or with what to look at where it can not be reached. It
 *   never holds the request: that has the key in it.
 */
export async function askConnector(
  context: NodeContext,
  request: ConnectorRequest,
): Promise<ConnectorResponse> {
  const { baseUrl } = await context.getCredentials<{ baseUrl: string }>('ozonetelConnectorApi');
  const response = await send(context, baseUrl.trim().replace(/\/+$/, ''), request);
  const status = response.statusCode;
  if ((status >= 200 && status < 300) || status === request.allowedStatus) {
    return { status, body: response.body };
  }
  throw refusal(context, status, response.body, request.itemIndex);
}

async function send(
  context: NodeContext,
  baseUrl: string,
  { method, path, query, body, headers }: ConnectorRequest,
): Promise<IN8nHttpFullResponse> {
  try {
    return (await context.helpers.httpRequestWithAuthentication.call(context, 'ozonetelConnectorApi', {
      method,
      url: `${baseUrl}${path}`,
      ...(query === undefined ? {} : { qs: query }),
      ...(body === undefined ? {} : { body }),
      ...(headers === undefined ? {} : { headers }),
      json: !(body instanceof FormData),
      returnFullResponse: true,
      ignoreHttpStatusErrors: true,
      disableFollowRedirect: true,
      timeout: TIMEOUT_MS,
    })) as IN8nHttpFullResponse;
  } catch (error) {
    const code = findErrorCode(error);
    throw new NodeApiError(
      context.getNode(),
      { message: 'no answer' },
      {
        message: 'The connector can not be reached',
        description: `${code === undefined ? '' : `The connection failed with ${code}. `}Check that the connector is running and that the Base URL in the credential is right.`,
      },
    );
  }
}

function refusal(context: NodeContext, status: number, body: unknown, itemIndex?: number): NodeApiError {
  const problem = status === 401 ? UNKNOWN_KEY : readProblem(body);
  return new NodeApiError(
    context.getNode(),
    { code: problem.code ?? status },
    {
      message: problem.title ?? `The connector answered with status ${status}`,
      description:
        problem.detail ?? 'This is no answer of a connector: check the Base URL in the credential.',
      httpCode: String(status),
      ...(itemIndex === undefined ? {} : { itemIndex }),
    },
  );
}

/** In n8n the key is not sent as a token but chosen as a credential. */
const UNKNOWN_KEY: Partial<Record<keyof Problem, string>> = {
  code: 'unauthorized',
  title: 'The connector does not know this API key',
  detail:
    'Compare the API Key in the credential Ozonetel Connector API with the connector’s CONNECTOR_API_KEYS.',
};

function readProblem(body: unknown): Partial<Record<keyof Problem, string>> {
  const value: unknown = typeof body === 'string' ? parseJson(body) : body;
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([, member]) => typeof member === 'string'));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
