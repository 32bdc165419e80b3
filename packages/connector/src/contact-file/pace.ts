import { setImmediate } from 'node:timers/promises';

/**
 * Called for every row: a promise when it is time to let others use the thread, undefined otherwise.
 * @throws the reason of the signal once it is aborted
 */
export type Pace = () => Promise<void> | undefined;

/** Milliseconds that one check keeps the thread. Five run at once, one after another in each turn of the event loop. */
const SLICE_MS = 4;

/** The clock is read once for so many rows: reading it takes as long as checking a short row. */
const ROWS_BETWEEN_LOOKS = 8;

export function createPace(signal: AbortSignal | undefined): Pace {
  let sliceEnd = performance.now() + SLICE_MS;
  let rows = 0;
  return () => {
    rows += 1;
    if (rows % ROWS_BETWEEN_LOOKS !== 0) return undefined;
    signal?.throwIfAborted();
    if (performance.now() < sliceEnd) return undefined;
    return setImmediate().then(() => {
      signal?.throwIfAborted();
      sliceEnd = performance.now() + SLICE_MS;
    });
  };
}
