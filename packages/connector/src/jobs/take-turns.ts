/**
 * Runs a task when a place is free; those that wait are served in the order in which they came.
 * @param signal ends the waiting: its reason is thrown, and the task is not begun
 */
export type TakeTurn = <T>(task: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/** @param places how many tasks run at once */
export function createTurns(places: number): TakeTurn {
  const waiting = new Set<() => void>();
  let free = places;
  return async (task, signal) => {
    signal.throwIfAborted();
    if (free > 0) free -= 1;
    else await waitIn(waiting, signal);
    try {
      return await task();
    } finally {
      const [next] = waiting;
      if (next === undefined) free += 1;
      else next();
    }
  };
}

function waitIn(waiting: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      waiting.delete(begin);
      signal.removeEventListener('abort', giveUp);
    };
    const begin = (): void => {
      leave();
      resolve();
    };
    const giveUp = (): void => {
      leave();
      reject(signal.reason as Error);
    };
    waiting.add(begin);
    signal.addEventListener('abort', giveUp);
  });
}
