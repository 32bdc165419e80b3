/** Runs with a clock on which a pause of the node's takes a moment; sockets and servers keep real time. */
export async function withFastClock<T>(run: () => Promise<T>): Promise<T> {
  jest.useFakeTimers({
    doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'setInterval', 'hrtime', 'performance'],
    now: Date.now(),
  });
  const tick = setInterval(() => jest.advanceTimersByTime(100), 1);
  try {
    return await run();
  } finally {
    clearInterval(tick);
    jest.useRealTimers();
  }
}
