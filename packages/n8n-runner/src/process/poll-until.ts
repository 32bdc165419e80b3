import { setTimeout as sleep } from 'node:timers/promises';

export interface PollOptions {
  readonly limitMs: number;
  readonly intervalMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Asks again and again until `probe` has something; undefined when the limit has passed.
 * @throws what `probe` throws, and the signal's reason
 */
export async function pollUntil<T>(
  probe: () => Promise<T | undefined> | T | undefined,
  { limitMs, intervalMs = 200, signal }: PollOptions,
): Promise<T | undefined> {
  const giveUpAt = performance.now() + limitMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (performance.now() >= giveUpAt) return undefined;
    await sleep(intervalMs, undefined, signal === undefined ? {} : { signal });
  }
}
