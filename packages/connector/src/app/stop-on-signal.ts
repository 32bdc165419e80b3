import type { Logger } from '../observe/logger';

/** Milliseconds that an orderly stop may take; then the process ends all the same. */
const STOP_TIMEOUT_MS = 25_000;
/** A terminal, a supervisor and a parent process each pass on the same signal: within this time it is one. */
const SAME_SIGNAL_MS = 100;

/**
 * Ends the process in order on SIGTERM, SIGINT and SIGHUP with code 0, and on an error that nothing handled with
 * code 1. A second signal ends it at once.
 * @param stop Idempotent
 */
export function stopOnSignal(stop: () => Promise<void>, logger: Logger): void {
  let exitCode = 0;
  let firstSignalAt: number | undefined;
  const end = (code: number) => {
    exitCode = Math.max(exitCode, code);
    setTimeout(() => {
      logger.error('the connector did not stop in time');
      process.exit(1);
    }, STOP_TIMEOUT_MS).unref();
    stop().then(
      () => process.exit(exitCode),
      (error: unknown) => {
        logger.error({ err: error }, 'the connector did not stop in order');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (firstSignalAt !== undefined) {
        if (performance.now() - firstSignalAt < SAME_SIGNAL_MS) return;
        logger.warn({ reason: signal }, 'second signal received: the connector exits immediately');
        process.exit(1);
      }
      firstSignalAt = performance.now();
      logger.info({ reason: signal }, 'the connector is stopping');
      end(0);
    });
  }
  const endUnhandled = (error: unknown) => {
    logger.fatal({ err: error }, 'the connector is stopping: an error was not handled');
    end(1);
  };
  process.on('uncaughtException', endUnhandled);
  process.on('unhandledRejection', endUnhandled);
}
