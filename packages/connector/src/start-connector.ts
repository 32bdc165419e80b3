import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCallbackReceiver } from './callback/receive-callback';
import type { Config } from './config/load-config';
import { createGuardedAgent } from './contact-file/address-guard';
import { createEmbeddedEngine } from './engine/embedded-engine';
import type { RunJob } from './engine/engine';
import { runSweep } from './engine/run-sweep';
import { createTransact } from './engine/transact';
import { createApp } from './http/create-app';
import type { Logger } from './logger';
import { createMetrics } from './metrics';
import { createOzonetelClient } from './ozonetel/post-contact-file';
import { createPostEvent } from './relay/post-event';
import { createRecordEvent } from './relay/record-event';
import { createRelay, freeLeases } from './relay/run-relay';
import { createSealer } from './secrets/sealer';
import { createSpool } from './spool/spool';
import { openStore } from './store/open-store';
import { createChanges } from './upload/changes';
import { runPrepare } from './upload/prepare/run-prepare';
import { remindUpload } from './upload/remind-upload';
import { runDispatch } from './upload/send/run-dispatch';
import { recoverSends } from './upload/send/recover-sends';
import { expireSend } from './upload/settle/expire-send';

export interface Connector {
  /** Where it listens, without a slash at its end. */
  readonly url: string;
  /** Takes no more requests and jobs, lets what runs end within bounds, and closes. Twice is once. */
  stop(): Promise<void>;
}

export interface ConnectorDeps {
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  readonly random?: () => number;
}

/** Milliseconds that sends under way get to end before they are cut off and marked. */
const DRAIN_MS = 20_000;
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * The composition root: opens the database, recovers what a dead process left, starts the engine, and listens.
 * @throws StoreError, or the server's error when the address is taken
 */
export async function startConnector(config: Config, deps: ConnectorDeps): Promise<Connector> {
  const { logger, clock = Date.now, random = Math.random } = deps;
  const store = await openStore(config.databaseUrl, clock);
  const stopping = new AbortController();
  const changes = createChanges();
  const engine = createEmbeddedEngine(store, logger);
  const transact = createTransact({ store, engine, onChange: changes.emit });
  const sealer = createSealer(config.encryptionKeys);
  const spool = createSpool(store);
  const metrics = createMetrics(store.db);
  const intervalMs = config.accountIntervalMs;
  const recordEvent = createRecordEvent({ sealer, intervalMs, firstDelayMs: config.relayRetryScheduleMs[0] ?? 0 });
  const ozonetel = createOzonetelClient();
  const relayAgent = createGuardedAgent({
    policy: 'relay',
    allowedHosts: config.relayAllowedHosts,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
  });
  const relay = createRelay({
    transact,
    sealer,
    logger,
    clock,
    random,
    post: createPostEvent(relayAgent),
    schedule: config.relayRetryScheduleMs,
  });
  let publicUrl = config.publicUrl;
  const shared = {
    ...config,
    store,
    transact,
    sealer,
    spool,
    recordEvent,
    logger,
    intervalMs,
    changes,
    metrics,
    stopSignal: stopping.signal,
    post: ozonetel.post,
    publicUrl: () => publicUrl ?? '',
  };
  const runJob: RunJob = async ({ kind, key }) => {
    switch (kind) {
      case 'prepare':
        return runPrepare(shared, key);
      case 'dispatch':
        return runDispatch(shared, key);
      case 'expire':
        return expireSend(shared, key);
      case 'remind':
        return remindUpload(shared, key);
      case 'relay':
        return relay.run(key);
      case 'sweep':
        return runSweep(shared);
    }
  };

  let ready = false;
  const receive = createCallbackReceiver(transact, recordEvent);
  const app = createApp({
    ...shared,
    isReady: () => ready,
    receiveCallback: async (incoming) => {
      const known = await receive(incoming);
      metrics.countCallback(known);
      return known;
    },
  });
  const server = createServer(app);
  let url: string;
  try {
    url = await listen(server, config.host, config.port);
  } catch (error) {
    await relayAgent.destroy();
    await ozonetel.close();
    await store.close();
    throw error;
  }
  publicUrl ??= url;

  await recoverSends(shared, { everySend: store.dialect === 'sqlite' });
  if (store.dialect === 'sqlite') await freeLeases(store.db);
  await transact((work) => work.enqueue({ kind: 'sweep', key: '' }));
  await engine.start(runJob);
  ready = true;

  const stopOnce = async (): Promise<void> => {
    ready = false;
    const drained = setTimeout(() => stopping.abort(), DRAIN_MS);
    const closed = once(server, 'close');
    server.close();
    server.closeIdleConnections();
    await engine.stop();
    await relay.idle();
    clearTimeout(drained);
    server.closeAllConnections();
    await closed;
    await relayAgent.destroy();
    await ozonetel.close();
    await store.close();
  };
  let stopped: Promise<void> | undefined;
  return { url, stop: () => (stopped ??= stopOnce()) };
}

async function listen(server: Server, host: string, port: number): Promise<string> {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${name}:${address.port}`;
}
