/** Runs a task when a place is free; those that wait are served in the order in which they came. */
export type TakeTurn = <T>(task: () => Promise<T>) => Promise<T>;

/** @param places how many tasks run at once */
export function createTurns(places: number): TakeTurn {
  const waiting: (() => void)[] = [];
  let free = places;
  return async (task) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
