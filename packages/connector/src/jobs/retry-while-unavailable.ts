import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../observe/logger';
import { isDatabaseUnavailable } from '../store/database-unavailable';
import { createSampledWarning } from '../observe/sampled-warning';

const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 5_000;

export interface RetryLimits {
  /** Aborted when the process stops: ends the retries. */
  readonly until: AbortSignal;
  /** Milliseconds to go on for. Default: no limit. */
  readonly forMs?: number;
}

/**
 * Does again what failed because the database is away or out of room, and nothing else: a bug or a secret that
 * cannot be read fails at once.
 * @param task one that changes nothing when it is done twice
 */
export type Retry = <T>(task: () => Promise<T>, limits: RetryLimits) => Promise<T>;

export function createRetry(logger: Logger): Retry {
  const warn = createSampledWarning(logger, 'the database is not available: trying again');
  return async (task, { until, forMs = Infinity }) => {
    const begunAt = performance.now();
    for (let delay = FIRST_DELAY_MS; ; delay = Math.min(2 * delay, MAX_DELAY_MS)) {
      try {
        return await task();
      } catch (error) {
        const isOver = performance.now() - begunAt + delay > forMs || until.aborted;
        if (isOver || !isDatabaseUnavailable(error)) throw error;
        warn(error);
        await sleep(delay, undefined, { signal: until }).catch(() => undefined);
      }
    }
  };
}
