import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../logger';
import { isDatabaseUnavailable } from '../store/database-unavailable';

const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 5_000;
/** While a database is away, many ask for it: one line says so for all of them. */
const LOG_INTERVAL_MS = 1_000;

export interface RetryLimits {
  /** Its end is the last: the process stops. */
  readonly until: AbortSignal;
  /** Milliseconds; without end where it is left out. */
  readonly forMs?: number;
}

/**
 * Does again what failed because the database is away or out of room, and nothing else: a bug or a secret that
 * cannot be read fails at once.
 * @param task one that changes nothing when it is done twice
 */
export type Retry = <T>(task: () => Promise<T>, limits: RetryLimits) => Promise<T>;

export function createRetry(logger: Logger): Retry {
  let loggedAt = -Infinity;
  let unlogged = 0;
  const log = (error: unknown): void => {
    const now = performance.now();
    if (now - loggedAt < LOG_INTERVAL_MS) {
      unlogged += 1;
      return;
    }
    logger.warn({ err: error, others: unlogged }, 'the database is not available: trying again');
    loggedAt = now;
    unlogged = 0;
  };
  return async (task, { until, forMs = Infinity }) => {
    const begunAt = performance.now();
    for (let delay = FIRST_DELAY_MS; ; delay = Math.min(2 * delay, MAX_DELAY_MS)) {
      try {
        return await task();
      } catch (error) {
        const isOver = performance.now() - begunAt + delay > forMs || until.aborted;
        if (isOver || !isDatabaseUnavailable(error)) throw error;
        log(error);
        await sleep(delay, undefined, { signal: until }).catch(() => undefined);
      }
    }
  };
}
