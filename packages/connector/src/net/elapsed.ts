/** Milliseconds since a moment. */
export type Elapsed = () => number;

/**
 * Starts a stop watch that a suspended machine does not stop, nor a clock that is set back: the longer of what the
 * wall clock and the monotonic clock say. A process that was frozen sees the whole time when it goes on.
 */
export function startElapsed(): Elapsed {
  const wall = Date.now();
  const monotonic = performance.now();
  return () => Math.max(Date.now() - wall, performance.now() - monotonic);
}
