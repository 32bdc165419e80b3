import { isConnectionHeader } from '@ozonetel-bulk-upload/shared-types';
import type { Dispatcher } from 'undici';
import { errors, request } from 'undici';
import { basicAuthOf } from '../../net/basic-auth';
import { AddressRefusedError } from '../../net/guarded-agent';
import { limitInformational, TooManyInformationalError } from '../../net/informational-limit';
import { ContactFileError } from '../contact-file-error';
import { createRedirectCookies } from './redirect-cookies';
import { redirectTarget } from './redirect-target';
import { resolveShareLink, type Provider } from './share-link';

/** An answer with a body, after all redirects. */
export interface OpenResponse {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly body: Dispatcher.ResponseData['body'];
  /** Whether a connection was reset since the request was sent. */
  readonly wasReset: () => boolean;
  readonly url: URL;
  readonly provider: Provider;
}

export interface OpenRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly dispatcher: Dispatcher;
  /** Connections of the dispatcher that the other end has reset so far. */
  readonly countResets: () => number;
  readonly signal: AbortSignal;
}

const MAX_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

/** Headers that say nothing of the user and so may follow a redirect to another origin. */
const CARRIED_HEADERS = ['accept', 'accept-encoding', 'accept-language', 'user-agent', 'range', 'if-range'];

/**
 * Sends a GET and follows up to five redirects: never from https down to http, and with the user's own headers
 * only as long as the origin stays the same.
 * @throws ContactFileError
 */
export async function openResponse(order: OpenRequest): Promise<OpenResponse> {
  const { url, headers, countResets } = order;
  // An upload that an older version took.
  if (Object.keys(headers).some(isConnectionHeader))
    throw new ContactFileError('file_unreachable', UNSENDABLE);
  let link = resolveShareLink(url);
  let own: Record<string, string> = { ...basicAuthOf(link.url), ...lowerCased(headers) };
  const cookies = createRedirectCookies(Date.now);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const sent = withCookies(own, cookies.headerFor(link.url, own['cookie']));
    const resets = countResets();
    const response = await send(link.url, sent, order);
    if (!REDIRECTS.includes(response.statusCode)) {
      const { statusCode: status, headers: received, body } = response;
      return { status, headers: received, body, wasReset: () => countResets() > resets, ...link };
    }
    response.body.on('error', () => undefined).destroy();
    cookies.remember(link.url, response.headers['set-cookie']);
    const target = redirectTarget(link.url, response.headers['location']);
    if (target.origin !== link.url.origin) own = onlyCarried(own);
    link = resolveShareLink(target, link.provider);
  }
  throw new ContactFileError('file_unreachable', `${url.host} redirects more than ${MAX_REDIRECTS} times.`);
}

async function send(
  url: URL,
  headers: Record<string, string>,
  { dispatcher, signal }: Pick<OpenRequest, 'dispatcher' | 'signal'>,
): Promise<Dispatcher.ResponseData> {
  const { protocol, host } = url;
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new ContactFileError(
      'file_address_refused',
      `Only http and https links are fetched, not ${protocol}`,
    );
  }
  try {
    const onInfo = limitInformational();
    return await request(withoutUserinfo(url), { headers, dispatcher, signal, onInfo });
  } catch (cause) {
    if (signal.aborted) throw cause;
    if (isRefused(cause)) throw new ContactFileError('file_address_refused', refusedMessage(host));
    if (isUnsendable(cause)) throw new ContactFileError('file_unreachable', UNSENDABLE, { cause });
    if (isNoHttp(cause)) throw new ContactFileError('file_unreachable', noHttpMessage(host), { cause });
    throw new ContactFileError('file_unreachable', `${host} cannot be reached${reasonOf(cause)}.`, {
      retryable: true,
      cause,
    });
  }
}

function isRefused(cause: unknown): boolean {
  if (cause instanceof AddressRefusedError) return true;
  return cause instanceof AggregateError && cause.errors.some(isRefused);
}

/** A header that belongs to the connection, such as Transfer-Encoding or Upgrade. */
function isUnsendable(cause: unknown): boolean {
  return cause instanceof errors.InvalidArgumentError || cause instanceof errors.NotSupportedError;
}

/** An answer that breaks HTTP, whose headers are larger than undici reads, or that only ever begins, is the same the next time. */
function isNoHttp(cause: unknown): boolean {
  return [errors.HTTPParserError, errors.HeadersOverflowError, TooManyInformationalError].some(
    (kind) => cause instanceof kind,
  );
}

function noHttpMessage(host: string): string {
  return `${host} answers with something that is not valid HTTP, or with headers that are too large. Check the link in a browser.`;
}

const UNSENDABLE =
  'The headers for the download include one that cannot be set manually; send only headers that the host requires, such as Authorization.';

function refusedMessage(host: string): string {
  return `${host} is not a public address. If it is inside your own network, ask whoever runs the connector to add the host to FETCH_ALLOWED_HOSTS.`;
}

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  switch (code) {
    case 'ENOTFOUND':
      return ': there is no such host';
    case 'ECONNREFUSED':
      return ': the connection is refused';
    case 'UND_ERR_CONNECT_TIMEOUT':
      return ': it does not answer';
    default:
      return code === '' ? '' : ` (${code})`;
  }
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** The path stays as it is: one that begins with two slashes would name a host, were it resolved anew. */
function withoutUserinfo(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  bare.hash = '';
  return bare;
}

function withCookies(headers: Record<string, string>, cookie: string | undefined): Record<string, string> {
  return cookie === undefined ? headers : { ...headers, cookie };
}

function onlyCarried(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => CARRIED_HEADERS.includes(name)));
}
