const LOOK_EVERY_MS = 250;

/**
 * Calls `onGone` when the process that started this one has ended. A SIGTERM to npm ends npm and its shell, and
 * reaches nobody further down. @returns a function that ends the watching
 */
export function watchParent(onGone: () => void): () => void {
  const parent = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(looking);
    onGone();
  }, LOOK_EVERY_MS);
  looking.unref();
  return () => clearInterval(looking);
}
