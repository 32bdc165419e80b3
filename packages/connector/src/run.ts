import { ConfigError, loadConfig } from './config/load-config';
import { createLogDestination } from './log-destination';
import { createLogger, type Logger } from './logger';
import { SealError } from './secrets/sealer';
import { startConnector, type Connector } from './start-connector';
import { StoreError } from './store/store-error';

/** The process: configuration from the environment, a connector, and an orderly end on a signal. */
export async function run(): Promise<void> {
  const destination = createLogDestination(process.stdout);
  const logger = createLogger(destination);
  try {
    const connector = await startConnector(loadConfig(process.env), {
      logger,
      droppedLogLines: () => destination.droppedLines(),
    });
    logger.info({ address: connector.url }, 'the connector is listening');
    stopOnSignal(connector, logger);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
}

function stopOnSignal(connector: Connector, logger: Logger): void {
  const stop = (reason: string) => {
    logger.info({ reason }, 'the connector is stopping');
    connector.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'the connector did not stop in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  // Handed over by an older Node: when that process is killed, so is this one.
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
}

function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof StoreError || error instanceof SealError)
    return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return 'The address is taken: choose another PORT, or stop what listens there.';
  if (code === 'EACCES') return 'The address may not be used by this user: choose a PORT above 1023.';
  if (code === 'EADDRNOTAVAIL') return 'HOST is no address of this machine: 0.0.0.0 listens on all of them.';
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
