import { createFairLimiter, type FairLimiter } from '../../jobs/fair-limiter';

/** Downloads from one host at once, by one process. */
const DOWNLOADS_AT_ONCE = 16;
/** Downloads under way and waiting for one host; a host that is slow must not take every place of the engine. */
const MAX_DOWNLOADS = 48;

/** Thrown instead of waiting for a host from which too many downloads wait already. */
export class HostBusyError extends Error {
  override readonly name = 'HostBusyError';
}

/**
 * Runs a download once its host has few enough of them.
 * @param url that it begins with
 * @param signal ends the waiting, not the download
 * @throws HostBusyError, or the reason of the signal
 */
export type LimitDownloads = <T>(url: string, download: () => Promise<T>, signal: AbortSignal) => Promise<T>;

export function createDownloadLimiter(): LimitDownloads {
  const hosts = new Map<string, FairLimiter>();
  return async (url, download, signal) => {
    const host = URL.canParse(url) ? new URL(url).host : '';
    const limiter = hosts.get(host) ?? createFairLimiter(DOWNLOADS_AT_ONCE);
    if (limiter.count() >= MAX_DOWNLOADS) throw new HostBusyError(`${host} has too many downloads to begin.`);
    hosts.set(host, limiter);
    try {
      return await limiter.run(download, signal);
    } finally {
      if (limiter.count() === 0) hosts.delete(host);
    }
  };
}
