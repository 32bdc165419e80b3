/** Says whether one more is allowed now, and if not, after how many milliseconds. */
export interface RateLimiter {
  /** Counts one. @returns 0 when it is allowed, else the milliseconds until one is */
  take(key: string): number;
  /** What `take` would say; counts nothing. */
  peek(key: string): number;
}

interface Options {
  /** That many at once, and again that many spread over each minute. */
  readonly perMinute: number;
  /** Keys that are remembered; further ones replace those that were seen longest ago. */
  readonly maxKeys: number;
  /** Milliseconds; never set back. */
  readonly clock: () => number;
}

const MINUTE_MS = 60_000;

/**
 * The generic cell rate algorithm: one number a key, the time at which its allowance is full again. Of own
 * making because the libraries' stores in memory grow with the number of addresses (ADR 0007).
 */
export function createRateLimiter({ perMinute, maxKeys, clock }: Options): RateLimiter {
  const costMs = MINUTE_MS / perMinute;
  // In the order in which they were last counted.
  const fullAt = new Map<string, number>();
  const lookAt = (key: string) => {
    const now = clock();
    const next = Math.max(fullAt.get(key) ?? 0, now) + costMs;
    return { next, waitMs: Math.max(0, Math.ceil(next - now - MINUTE_MS)) };
  };
  return {
    peek: (key) => lookAt(key).waitMs,
    take(key) {
      const { next, waitMs } = lookAt(key);
      if (waitMs > 0) return waitMs;
      fullAt.delete(key);
      if (fullAt.size >= maxKeys) forgetOldest(fullAt);
      fullAt.set(key, next);
      return 0;
    },
  };
}

function forgetOldest(keys: Map<string, number>): void {
  for (const key of keys.keys()) {
    keys.delete(key);
    return;
  }
}
