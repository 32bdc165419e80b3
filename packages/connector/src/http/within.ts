/**
 * Waits at most `ms` milliseconds for a promise, which is not stopped then.
 * @param late gives the result when they are over, or throws
 */
export async function within<T, Late>(promise: Promise<T>, ms: number, late: () => Late): Promise<T | Late> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms));
  });
  try {
    return await Promise.race([promise, over.then(late)]);
  } finally {
    clearTimeout(timer);
  }
}
