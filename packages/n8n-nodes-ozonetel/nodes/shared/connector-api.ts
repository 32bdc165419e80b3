import type { Problem } from '@ozonetel-bulk-upload/shared-types';
import {
  NodeApiError,
  NodeOperationError,
  type IDataObject,
  type IHttpRequestMethods,
  type IHttpRequestOptions,
  type IN8nHttpFullResponse,
} from 'n8n-workflow';
import { readFailedRequest } from './failed-request';
import { pathsInLabels } from './labels';
import { findAddressFault } from './http-address';
import { isPlainRefused, USE_HTTPS } from './wrong-scheme';
import { CHECK_BASE_URL, CONNECTOR_UNREACHABLE } from './unreachable';
import { repeatRequest, type Attempt } from './repeat-request';
import type { NodeContext } from './node-context';
import { readCredential } from './read-credential';

export interface ConnectorRequest {
  readonly method: IHttpRequestMethods;
  /** Below the base URL, `/v1/uploads`. */
  readonly path: string;
  readonly query?: IDataObject;
  /** Made for each attempt: a form is used up by the first. */
  readonly body?: () => IDataObject | FormData;
  readonly headers?: Record<string, string>;
  /** Of the item that the request is made for. */
  readonly itemIndex?: number;
  /** A status that is an answer and no failure, beside 2xx. */
  readonly allowedStatus?: number;
  /** Milliseconds within which the request is repeated; it must be safe to repeat. Left out: it is made once. */
  readonly repeatForMs?: number;
  /** What an error adds where the connector may have accepted the request without its answer arriving. */
  readonly ifUnknown?: string;
  /** What an error adds to the connector's words for a status. */
  readonly ifStatus?: Readonly<Record<number, string>>;
  /** The body of a good answer as a stream of bytes instead of a value. */
  readonly isStreamed?: boolean;
}

export interface ConnectorResponse {
  readonly status: number;
  readonly body: unknown;
}

const TIMEOUT_MS = 120_000;

/** Milliseconds within which a question that failed is asked again: it changes nothing. */
export const READ_REPEAT_MS = 15_000;

/**
 * Asks the connector, again after a moment where the request may be repeated and the failure may pass.
 * @throws NodeApiError with the connector's own words, or with what to look at if it cannot be reached. It
 *   never holds the request: that has the key in it.
 */
export async function askConnector(
  context: NodeContext,
  request: ConnectorRequest,
): Promise<ConnectorResponse> {
  const { baseUrl } = await readCredential(context, 'ozonetelConnectorApi');
  const base = baseUrl.replace(/\/+$/, '');
  refuseWrongAddress(context, base, request.itemIndex);
  const { last, mayHaveArrived } = await repeatRequest(() => attempt(context, base, request), {
    forMs: request.repeatForMs ?? 0,
    isCanceled: () => isCanceled(context),
  });
  if (last.kind === 'answer' && isGood(last.status, request)) {
    return { status: last.status, body: last.body };
  }
  const unknown = mayHaveArrived ? request.ifUnknown : undefined;
  const error = last.kind === 'answer' ? await refusalOf(last.status, last.body) : unreachable(last, unknown);
  const added = last.kind === 'answer' ? request.ifStatus?.[last.status] : undefined;
  const description = [error.description, unknown, added].filter((text) => text !== undefined).join('\n');
  throw new NodeApiError(
    context.getNode(),
    { message: error.message, ...(error.code === undefined ? {} : { code: error.code }) },
    {
      message: error.message,
      description,
      ...(last.kind === 'answer' ? { httpCode: String(last.status) } : {}),
      ...(request.itemIndex === undefined ? {} : { itemIndex: request.itemIndex }),
    },
  );
}

function isGood(status: number, { allowedStatus }: ConnectorRequest): boolean {
  return (status >= 200 && status < 300) || status === allowedStatus;
}

function isCanceled(context: NodeContext): boolean {
  return 'getExecutionCancelSignal' in context && context.getExecutionCancelSignal()?.aborted === true;
}

function refuseWrongAddress(context: NodeContext, base: string, itemIndex?: number): void {
  const fault = findAddressFault(base);
  if (fault === undefined) return;
  throw new NodeOperationError(context.getNode(), 'The Base URL in the credential is not a web address', {
    description: `${fault} Nothing was sent. Correct Base URL in the credential Ozonetel Connector API.`,
    ...(itemIndex === undefined ? {} : { itemIndex }),
  });
}

async function attempt(context: NodeContext, base: string, request: ConnectorRequest): Promise<Attempt> {
  try {
    const response = (await context.helpers.httpRequestWithAuthentication.call(
      context,
      'ozonetelConnectorApi',
      optionsOf(base, request),
    )) as IN8nHttpFullResponse;
    const { statusCode: status, body, headers } = response;
    return { kind: 'answer', status, body, retryAfter: headers['retry-after'] };
  } catch (error) {
    return { kind: 'failed', ...readFailedRequest(error, base) };
  }
}

function optionsOf(
  base: string,
  { method, path, query, body, headers, isStreamed }: ConnectorRequest,
): IHttpRequestOptions {
  const content = body?.();
  return {
    method,
    url: `${base}${path}`,
    ...(query === undefined ? {} : { qs: query }),
    ...(content === undefined ? {} : { body: content }),
    ...(headers === undefined ? {} : { headers }),
    ...(isStreamed === true ? { encoding: 'stream' } : { json: !(content instanceof FormData) }),
    returnFullResponse: true,
    ignoreHttpStatusErrors: true,
    disableFollowRedirect: true,
    timeout: TIMEOUT_MS,
  };
}

interface Refusal {
  readonly code?: string | number;
  readonly message: string;
  readonly description: string;
}

function unreachable(
  { isUnsent, reason }: Attempt & { kind: 'failed' },
  unknown: string | undefined,
): Refusal {
  const nothingSent = isUnsent && unknown === undefined ? ' Nothing was sent.' : '';
  return {
    message: isUnsent ? CONNECTOR_UNREACHABLE : 'The connector did not answer',
    description: `${reason}${nothingSent} ${CHECK_BASE_URL}`,
  };
}

async function refusalOf(status: number, body: unknown): Promise<Refusal> {
  if (status === 401) return UNKNOWN_KEY;
  const text = await readBeginning(body);
  const { code = status, title, detail } = readProblem(text);
  if (title !== undefined && detail !== undefined)
    return { code, message: title, description: pathsInLabels(detail) };
  if (isPlainRefused(status, text)) return { message: CONNECTOR_UNREACHABLE, description: USE_HTTPS };
  return {
    code,
    message: `Not the connector but another server answered, with status ${status}`,
    description:
      'A proxy in front of the connector answers so while the connector is away, or the Base URL in the credential is not that of a connector.',
  };
}

/** In n8n the key is not sent as a token but chosen as a credential. */
export const UNKNOWN_KEY: Refusal = {
  code: 'unauthorized',
  message: 'The connector rejected this API key',
  description:
    'Compare the API Key in the credential Ozonetel Connector API with the connector’s CONNECTOR_API_KEYS.',
};

/** Bytes of a streamed problem that are read. */
const PROBLEM_BYTES = 16_384;

async function readBeginning(body: unknown): Promise<unknown> {
  if (!isByteStream(body)) return body;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > PROBLEM_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Whether a body came as a stream: that of a request with `isStreamed`. */
export function isByteStream(body: unknown): body is AsyncIterable<Buffer> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

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
