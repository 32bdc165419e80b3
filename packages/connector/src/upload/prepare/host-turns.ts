import { createTurns, type Turns } from '../../jobs/take-turns';

/** Downloads from one host at once, by one process. */
const DOWNLOADS_AT_ONCE = 16;
/** Downloads under way and waiting for one host; a host that is slow must not take every place of the engine. */
const MAX_DOWNLOADS = 48;

/** Thrown instead of waiting for a host from which too many downloads wait already. */
export class HostBusyError extends Error {
  override readonly name = 'HostBusyError';
}

/**
 * Runs a download when its host has a place for it.
 * @param url that it begins with
 * @param signal ends the waiting, not the download
 * @throws HostBusyError, or the reason of the signal
 */
export type TakeHostTurn = <T>(url: string, download: () => Promise<T>, signal: AbortSignal) => Promise<T>;

export function createHostTurns(): TakeHostTurn {
  const hosts = new Map<string, Turns>();
  return async (url, download, signal) => {
    const host = URL.canParse(url) ? new URL(url).host : '';
    const turns = hosts.get(host) ?? createTurns(DOWNLOADS_AT_ONCE);
    if (turns.count() >= MAX_DOWNLOADS) throw new HostBusyError(`${host} has too many downloads to begin.`);
    hosts.set(host, turns);
    try {
      return await turns.take(download, signal);
    } finally {
      if (turns.count() === 0) hosts.delete(host);
    }
  };
}
