import type { Logger } from '../observe/logger';

const WINDOW_MS = 60_000;
const LINES_PER_WINDOW = 3;

/**
 * Logs callbacks with unknown tokens, at most three a minute: anybody can send them. The next line that is written
 * has the number of those that were not.
 */
export function createUnknownTokenLog(logger: Logger): (requestId: string) => void {
  let windowEnd = 0;
  let lines = 0;
  let suppressed = 0;
  return (requestId) => {
    const now = performance.now();
    if (now >= windowEnd) {
      windowEnd = now + WINDOW_MS;
      lines = 0;
    }
    if (lines >= LINES_PER_WINDOW) {
      suppressed += 1;
      return;
    }
    lines += 1;
    logger.warn({ requestId, suppressed }, 'a callback came with a token that is not known, or has expired');
    suppressed = 0;
  };
}
