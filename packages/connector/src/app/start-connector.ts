import { once, setMaxListeners } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import type { Config } from '../config/load-config';
import { createServices, type Services } from './create-services';
import { createEngine } from '../jobs/create-engine';
import { FORGOTTEN_AFTER_MS, removeOrphans } from './run-sweep';
import { createApp } from '../http/create-app';
import { createHttpServer } from '../http/create-server';
import { errorCode } from '../observe/error-code';
import type { Logger } from '../observe/logger';
import { resumeDeliveries } from '../delivery/run-relay';
import { resealSecrets } from './reseal-secrets';
import { openWorkFolder } from '../store/spool/work-folder';
import { openStore } from '../store/open-store';
import { recoverSends } from '../upload/send/recover-sends';

export interface Connector {
  /** Where it listens, without a slash at its end. */
  readonly url: string;
  /** Takes no more uploads and jobs, lets what runs end within bounds while callbacks are taken, and closes. Idempotent. */
  stop(): Promise<void>;
}

export interface ConnectorDeps {
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  /** From 0 to 1. */
  readonly random?: () => number;
  /** Like `dns.lookup`, which is the default. */
  readonly lookup?: LookupFunction;
  /** Log lines that could not be written since the start. */
  readonly droppedLogLines?: () => number;
  /** With the built console. */
  readonly consoleFolder: string;
}

/** Milliseconds that sends under way get to end before they are cut off and marked. */
const DRAIN_MS = 20_000;
/** Milliseconds that requests get to be answered when all else has ended. */
const LAST_ANSWERS_MS = 1_000;

/**
 * The composition root: opens the database, listens, recovers what a dead process left, and starts the engine.
 * @throws StoreError, SealError when a stored secret was encrypted with a key that is not listed, or ListenError
 */
export async function startConnector(config: Config, deps: ConnectorDeps): Promise<Connector> {
  const { logger, consoleFolder, clock = Date.now, random = Math.random, droppedLogLines = () => 0 } = deps;
  const store = await openStore(config.databaseUrl, clock);
  const workFolder = await openWorkFolder(config.databaseUrl);
  const engine = await createEngine(store, config.databaseUrl, logger);
  const draining = new AbortController();
  setMaxListeners(0, draining.signal);
  const stopping = new AbortController();
  let publicUrl = config.publicUrl;
  let ready = false;
  const services = createServices(config, {
    store,
    workFolder,
    engine,
    logger,
    clock,
    random,
    droppedLogLines,
    lookup: deps.lookup,
    publicUrl: () => publicUrl ?? '',
    drainSignal: draining.signal,
    stopSignal: stopping.signal,
  });
  const app = createApp({
    ...services,
    consoleFolder,
    isReady: () => ready,
    drainSignal: draining.signal,
  });
  const server = createHttpServer(app, { ...config, logger });
  const stopOnce = async (): Promise<void> => {
    ready = false;
    draining.abort();
    const cutOff = setTimeout(() => stopping.abort(), DRAIN_MS);
    // Ozonetel posts a callback once: it is taken for as long as anything is under way.
    await services.engine.stop();
    await services.relay.idle();
    clearTimeout(cutOff);
    await closeServer(server);
    await services.engine.close();
    await services.close();
    await workFolder.close();
    await store.close();
  };
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= stopOnce());
  try {
    await resealSecrets(services.transact, services.sealer);
    // Before a request can be received. Other replicas may be receiving some.
    if (store.dialect === 'sqlite') await services.transact((work) => removeOrphans(work, Infinity));
    const url = await listen(server, config.host, config.port);
    publicUrl ??= `http://127.0.0.1:${new URL(url).port || '80'}`;
    await recover(services);
    await services.engine.start(services.runJob);
    ready = true;
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the process before this one had under way when it ended. */
async function recover(services: Services): Promise<void> {
  const alone = services.store.dialect === 'sqlite';
  await recoverSends(services, { everySend: alone });
  await services.transact(async (work) => {
    if (alone) await resumeDeliveries(work);
    await services.engine.recall(work.db, work.now, work.now - FORGOTTEN_AFTER_MS);
    work.enqueue({ kind: 'sweep', key: '' });
  });
}

/** The connector cannot listen on HOST and PORT; its message says what to change. */
export class ListenError extends Error {
  override readonly name = 'ListenError';

  constructor(cause: unknown) {
    const code = errorCode(cause) ?? 'no code';
    super(LISTEN_FAULTS[code] ?? `The connector cannot listen on HOST and PORT (${code}).`, { cause });
  }
}

const UNKNOWN_NAME =
  'HOST is a name that cannot be resolved: use an address of this machine, or 0.0.0.0 for all of them.';

const LISTEN_FAULTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'The address is already in use: choose another PORT, or stop the program that uses it.',
  EACCES: 'The address may not be used by this user: choose a PORT above 1023.',
  EADDRNOTAVAIL: 'HOST is not an address of this machine: 0.0.0.0 listens on all of its addresses.',
  ENOTFOUND: UNKNOWN_NAME,
  EAI_AGAIN: UNKNOWN_NAME,
};

async function listen(server: Server, host: string, port: number): Promise<string> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new ListenError(cause);
  }
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${name}:${address.port}`;
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const cutOff = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
  await closed;
  clearTimeout(cutOff);
}
