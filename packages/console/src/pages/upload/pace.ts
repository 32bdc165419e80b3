/** Milliseconds of work after which the page gets its turn: a press of a key is not felt to wait for as long. */
const TURN_MS = 30;

/**
 * For work in a loop: waits, where it has gone on for a while, until the page has done what it has to do.
 * @returns to be awaited, if it is not undefined, between two steps
 */
export function createPace(): () => Promise<void> | undefined {
  let began = performance.now();
  return () => {
    if (performance.now() - began < TURN_MS) return undefined;
    return new Promise((resolve) => {
      // A task of its own: promises alone would let nothing else run.
      setTimeout(() => {
        began = performance.now();
        resolve();
      });
    });
  };
}
