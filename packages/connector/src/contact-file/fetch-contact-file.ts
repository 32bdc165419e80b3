import type { LookupFunction } from 'node:net';
import { createGuardedAgent } from '../net/guarded-agent';
import type { FileWriter, NewFile } from '../store/spool/file-writer';
import { ContactFileError } from './contact-file-error';
import { download } from './fetch/download';

export interface FetchOptions {
  /** Bytes that the file may have, as it comes and inflated. */
  readonly maxBytes: number;
  /** Milliseconds that all of it may take, redirects and resumed tries included. */
  readonly timeoutMs: number;
  /** `host` or `host:port` that may have a private address. */
  readonly allowedHosts: readonly string[];
  /** Like `dns.lookup`, which is the default. */
  readonly lookup?: LookupFunction;
  readonly signal?: AbortSignal;
}

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Streams the file at a user's URL into a new file. Share links are understood, private addresses refused, broken
 * downloads resumed.
 * @param createFile called again if a download has to restart
 * @throws ContactFileError
 */
export async function fetchContactFile<File extends NewFile>(
  source: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
  createFile: () => FileWriter<File>,
  options: FetchOptions,
): Promise<File> {
  const { allowedHosts, lookup, timeoutMs, maxBytes } = options;
  const url = parseUrl(source.url);
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
  let resets = 0;
  const dispatcher = createGuardedAgent({
    policy: 'fetch',
    allowedHosts,
    connectTimeoutMs: Math.min(CONNECT_TIMEOUT_MS, timeoutMs),
    ...(lookup === undefined ? {} : { lookup }),
    onReset: () => (resets += 1),
  });
  const countResets = () => resets;
  try {
    const { headers } = source;
    return await download({ url, headers, dispatcher, countResets, signal, createFile, maxBytes });
  } catch (error) {
    if (error instanceof ContactFileError || !timeout.aborted) throw error;
    throw new ContactFileError(
      'file_unreachable',
      `${url.host} did not send the whole file within ${Math.ceil(timeoutMs / 1000)} s.`,
      { retryable: true },
    );
  } finally {
    await dispatcher.destroy();
  }
}

function parseUrl(text: string): URL {
  if (URL.canParse(text)) return new URL(text);
  throw new ContactFileError(
    'file_address_refused',
    'The link to the contact file is not a valid http or https URL.',
  );
}
