import { parseRetryAfter } from '@ozonetel-bulk-upload/shared-types';

const JITTER = 0.2;
/** `Retry-After` may lengthen a delay to twice itself, or to this where that is longer. */
const MIN_RETRY_AFTER_CAP_MS = 15 * 60_000;

/**
 * Milliseconds until the next attempt, or undefined when there is none.
 * @param attempts so far
 * @param retryAfter the receiver's header, in seconds or as a date (RFC 9110, 10.2.3)
 * @param random from 0 to 1: the delay varies by ±20 %
 */
export function retryDelay(
  schedule: readonly number[],
  attempts: number,
  { retryAfter, now, random }: { retryAfter?: string | undefined; now: number; random: number },
): number | undefined {
  const base = schedule[attempts];
  if (base === undefined) return undefined;
  const jittered = base * (1 + JITTER * (2 * random - 1));
  const asked = retryAfter === undefined ? 0 : parseRetryAfter(retryAfter, now);
  return Math.round(Math.max(jittered, Math.min(asked, Math.max(2 * base, MIN_RETRY_AFTER_CAP_MS))));
}
