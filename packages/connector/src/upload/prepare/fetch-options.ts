import type { LookupFunction } from 'node:net';
import type { FetchOptions } from '../../contact-file/fetch-contact-file';
import type { LimitDownloads } from './download-limiter';

export interface FetchDeps {
  /** Of the hosts that files are fetched from. */
  readonly lookup: LookupFunction;
  readonly fetchMaxBytes: number;
  readonly fetchTimeoutMs: number;
  readonly fetchAllowedHosts: readonly string[];
  readonly limitDownloads: LimitDownloads;
}

/** The bounds of every download of a contact file. */
export function fetchOptions(deps: FetchDeps, signal: AbortSignal): FetchOptions {
  return {
    maxBytes: deps.fetchMaxBytes,
    timeoutMs: deps.fetchTimeoutMs,
    allowedHosts: deps.fetchAllowedHosts,
    lookup: deps.lookup,
    signal,
  };
}
