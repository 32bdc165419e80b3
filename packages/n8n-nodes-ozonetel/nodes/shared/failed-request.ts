import { findWrongScheme, suspectWrongScheme } from './wrong-scheme';

/** A request that failed without an answer. */
export interface FailedRequest {
  /** Whether no byte of it can have arrived: then it is safe to send it once more. */
  readonly isUnsent: boolean;
  /** Whether the same request may succeed later, without anybody changing a setting. */
  readonly isTemporary: boolean;
  /** What n8n or Node says about it, in one sentence. */
  readonly reason: string;
}

interface Fault {
  readonly code: string;
  readonly name: string;
  readonly message: string;
  readonly description: string;
  readonly syscall: string;
}

/** The address, the certificate or a policy of n8n refuses: the same request will fail again. */
const REFUSED_CODE =
  /^(ENOTFOUND|ERR_INVALID_URL|ERR_INVALID_PROTOCOL|ERR_UNESCAPED_CHARACTERS|ERR_INVALID_CHAR|ERR_SOCKET_BAD_PORT|CERT_.*|.*SELF_SIGNED.*|UNABLE_TO_.*|ERR_TLS_.*|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED)$/;

/** Of a handshake, which comes before the first byte of the request. */
const REFUSED_MESSAGE =
  /unsupported protocol|missing "\/\/" after protocol|invalid url|wrong[ _]version[ _]number|packet[ _]length[ _]too[ _]long|unknown[ _]protocol|handshake[ _]failure|no[ _]protocols[ _]available|unrecognized[ _]name|alert[ _]protocol[ _]version|http[ _]request|request was blocked because/i;

/** Nobody was there, or the way to it was closed. */
const NOT_CONNECTED_CODE =
  /^(ECONNREFUSED|EAI_[A-Z]+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EHOSTDOWN|ENETDOWN)$/;
const NOT_CONNECTED_MESSAGE = /before secure TLS connection was established|^connect |^getaddrinfo /;

/**
 * Reads what n8n's HTTP client has thrown, whichever of its layers wrapped it.
 * @param address that was asked
 */
export function readFailedRequest(error: unknown, address: string): FailedRequest {
  const faults = faultsOf(error);
  const isRefused = faults.some(
    ({ code, name, message }) =>
      REFUSED_CODE.test(code) || name.startsWith('SsrfBlocked') || REFUSED_MESSAGE.test(message),
  );
  const isUnconnected = faults.some(
    ({ code, message, syscall }) =>
      NOT_CONNECTED_CODE.test(code) ||
      NOT_CONNECTED_MESSAGE.test(message) ||
      ['connect', 'getaddrinfo'].includes(syscall),
  );
  return { isUnsent: isRefused || isUnconnected, isTemporary: !isRefused, reason: reasonOf(faults, address) };
}

/** Layers that are looked at; an error that contains itself ends there. */
const DEPTH = 6;

function faultsOf(error: unknown, depth = 0): Fault[] {
  if (depth > DEPTH || typeof error !== 'object' || error === null) return [];
  const { cause, errors, errorResponse, messages, ...own } = { ...toRecord(error) };
  const texts = Array.isArray(messages) ? messages.map((message) => ({ message: message as unknown })) : [];
  const inner = [cause, errorResponse, ...texts, ...(Array.isArray(errors) ? (errors as unknown[]) : [])];
  return [toFault(own), ...inner.flatMap((one) => faultsOf(one, depth + 1))];
}

/** An error's message and cause are no members that a spread would copy. */
function toRecord(error: object): Record<string, unknown> {
  const { message, name, cause } = error as { message?: unknown; name?: unknown; cause?: unknown };
  return { ...error, message, name, cause };
}

function toFault({ code, httpCode, name, message, description, syscall }: Record<string, unknown>): Fault {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    code: /^[A-Z][A-Z0-9_]+$/.test(text(code)) ? text(code) : text(httpCode),
    name: text(name),
    message: text(message),
    description: text(description),
    syscall: text(syscall),
  };
}

const SSRF_SETTING =
  'The setting is N8N_SSRF_ALLOWED_HOSTNAMES (or N8N_SSRF_ALLOWED_IP_RANGES), where n8n runs.';

const TIMEOUT_MESSAGE = /^timeout of (\d+)ms exceeded$/i;

function inSeconds(_: string, ms: string): string {
  return `No answer came within ${Number(ms) / 1000} seconds`;
}

/** n8n's own words; the code where they do not name it. Nothing of the request, which holds the key. */
function reasonOf(faults: readonly Fault[], address: string): string {
  const texts = faults.flatMap(({ code, message }) => [code, message]);
  const scheme = findWrongScheme(texts);
  if (scheme !== undefined) return scheme;
  const suspected = suspectWrongScheme(address, texts);
  const said = faults.find(({ message }) => message !== '');
  const blocked = faults.find(({ message }) => /request was blocked because/i.test(message)) ?? said;
  const code = faults.map((fault) => fault.code).find((one) => /^[A-Z][A-Z0-9_]+$/.test(one)) ?? '';
  const message = (blocked?.message ?? '').replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  const words = message === '' ? 'No answer came' : message.replace(TIMEOUT_MESSAGE, inSeconds);
  const isBlocked = /request was blocked because/i.test(words);
  const detail = isBlocked
    ? faults.find(({ name }) => name.startsWith('SsrfBlocked'))?.description
    : undefined;
  return [
    code === '' || words.includes(code) ? `${words}.` : `${words} (${code}).`,
    ...(detail === undefined ? [] : [detail]),
    ...(isBlocked ? [SSRF_SETTING] : []),
    ...(suspected === undefined ? [] : [suspected]),
  ].join(' ');
}
