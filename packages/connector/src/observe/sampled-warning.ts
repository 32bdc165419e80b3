import type { Logger } from './logger';

const INTERVAL_MS = 1_000;

/** A warning that many have cause for at once: one line a second at most, with the number of those left out. */
export function createSampledWarning(
  logger: Logger,
  message: string,
): (error: unknown, ids?: Readonly<Record<string, string>>) => void {
  let loggedAt = -Infinity;
  let leftOut = 0;
  return (error, ids) => {
    const now = performance.now();
    if (now - loggedAt < INTERVAL_MS) {
      leftOut += 1;
      return;
    }
    logger.warn({ ...ids, err: error, leftOut }, message);
    loggedAt = now;
    leftOut = 0;
  };
}
