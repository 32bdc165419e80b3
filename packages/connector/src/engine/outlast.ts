import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between tries: some 15 s in all, in which a database is started again. */
const DELAYS_MS = [250, 500, 1_000, 2_000, 4_000, 8_000];

/**
 * Does again what failed, in case the database is only away for a moment: for what came from Ozonetel and will
 * not come again.
 * @param task one that changes nothing when it is done twice
 */
export async function outlast<T>(task: () => Promise<T>): Promise<T> {
  for (const delay of DELAYS_MS) {
    try {
      return await task();
    } catch {
      await sleep(delay);
    }
  }
  return task();
}
