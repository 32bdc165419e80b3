import { ConfigError, loadConfig } from '../config/load-config';
import { errorCode } from '../observe/error-code';
import { createLogDestination } from '../observe/log-destination';
import { createLogger } from '../observe/logger';
import { SealError } from '../crypto/sealer';
import { ListenError, startConnector } from './start-connector';
import { stopOnSignal } from './stop-on-signal';
import { isDatabaseUnavailable } from '../store/database-unavailable';
import { StoreError } from '../store/store-error';

/**
 * The process: configuration from the environment, a connector, and an orderly end on a signal.
 * @param consoleFolder with the built console
 */
export async function run(consoleFolder: string): Promise<void> {
  const destination = createLogDestination(process.stdout);
  const logger = createLogger(destination);
  // Handed over by an older Node: when that process is killed, so is this one.
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  // What listens on the channel would keep a process whose start has failed.
  process.channel?.unref();
  try {
    const droppedLogLines = () => destination.droppedLines();
    const starting = startConnector(loadConfig(process.env), { logger, droppedLogLines, consoleFolder });
    stopOnSignal(async () => (await starting).stop(), logger);
    const connector = await starting;
    logger.info({ address: connector.url }, 'the connector is listening');
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
}

function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof StoreError) return error.message;
  if (error instanceof SealError || error instanceof ListenError) return error.message;
  if (isDatabaseUnavailable(error))
    return `The database of DATABASE_URL became unavailable while the connector was starting (${errorCode(error) ?? 'the connection was lost'}): start it again.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
