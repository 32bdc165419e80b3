import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { DatabaseKind } from '../test/harness/databases';
import { POSTGRES_OWNER, startPostgresServer, type PostgresServer } from '../test/harness/postgres-server';
import { makeFolder } from '../test/harness/test-connector';
import { noteSecret } from '../test/harness/used-secrets';
import type { Endpoint, ReceivedTry } from './evidence';
import { createClient, type Addresses, type Client } from './client';
import { createDice } from './dice';
import { startFleet, type Fleet } from './fleet';
import { campaignOf, csvOf, usernameOf, type PlannedUpload } from './planned-uploads';
import { startFlakyReceiver, type FlakyReceiver } from './receiver';
import { startSimulatorProcess, type SimulatorProcess } from './simulator-process';
import { limitFiles, mountSmallDisk, type FullDisk } from './small-disk';
import { startFreezingGate, type FreezingGate } from '../test/harness/freezing-gate';

/** Everything that a run needs, started. */
export interface Scene {
  readonly fleet: Fleet;
  readonly fleetSize: number;
  readonly database: HardDatabase | undefined;
  readonly gate: FreezingGate;
  /** Where the database lies; undefined: this user cannot fill a disk under it. */
  readonly disk: FullDisk | undefined;
  readonly simulator: SimulatorProcess;
  readonly receivers: readonly FlakyReceiver[];
  readonly tries: readonly ReceivedTry[];
  readonly endpoints: readonly Endpoint[];
  readonly client: Client;
  readonly addresses: Addresses;
  close(): Promise<void>;
}

/** A Postgres that can be stopped as a failing machine would stop it. */
export interface HardDatabase {
  /** Whether it is away, or has been at or after a moment of `performance.now()`. */
  wasAway(since: number): boolean;
  stopHard(): Promise<void>;
  start(): Promise<void>;
  /** Starts it, where the full disk has ended it. */
  revive(): Promise<void>;
}

export interface SceneOptions {
  readonly database: DatabaseKind;
  readonly seed: number;
}

/** In the place of the vendor's minute. */
const INTERVAL_MS = 300;
export const CALLBACK_TIMEOUT_MS = 4_000;
const REPLICAS = 3;
/** Room for a run, and little more: filling it takes a moment. */
const DISK_BYTES = { sqlite: 128 * 1024 * 1024, postgres: 512 * 1024 * 1024 };
/** Every try half a second after the one before: no event may be given up. */
const SCHEDULE = ['0', ...Array<string>(1_000).fill('500')].join(',');
/** Signs all events, so that each receiver can check each. */
const SECRET = `whsec_${Buffer.from('a secret of the torture run').toString('base64')}`;
const SUBSCRIBED_CAMPAIGNS = [3, 44];
const SUBSCRIBED_ACCOUNT = 5;

export async function openScene({ database, seed }: SceneOptions): Promise<Scene> {
  const folder = makeFolder();
  const closing: (() => Promise<void> | void)[] = [() => folder.remove()];
  const tries: ReceivedTry[] = [];
  noteSecret(SECRET);
  const simulator = await startSimulatorProcess({
    seed,
    intervalMs: INTERVAL_MS,
    callbackTimeoutMs: CALLBACK_TIMEOUT_MS,
    folder: folder.path,
  });
  closing.push(() => simulator.stop());
  const first = await startFlakyReceiver(createDice(seed, 'first receiver'), tries, SECRET);
  const second = await startFlakyReceiver(createDice(seed, 'second receiver'), tries, SECRET);
  const files = await startFileHost();
  closing.push(
    () => first.close(),
    () => second.close(),
    () => files.close(),
  );
  const data = join(folder.path, 'data');
  const owner = database === 'postgres' ? POSTGRES_OWNER : undefined;
  // Its way there leads through a folder of ours.
  if (owner !== undefined) chmodSync(folder.path, 0o711);
  const mounted = mountSmallDisk(data, DISK_BYTES[database], owner);
  if (mounted !== undefined) closing.push(() => mounted.close());
  const postgres = database === 'postgres' ? await startHardPostgres(mounted && data) : undefined;
  if (postgres !== undefined) closing.push(() => postgres.server.stop());
  const pids = () => fleet.pids();
  const gate = await startFreezingGate(simulator.uploadUrl, pids);
  closing.push(() => gate.close());
  const fleetSize = postgres === undefined ? 1 : REPLICAS;
  const fleet: Fleet = await startFleet({
    size: fleetSize,
    env: {
      DATABASE_URL: postgres?.url ?? `file:${join(data, 'connector.sqlite')}`,
      OZONETEL_UPLOAD_URL: gate.url,
      ACCOUNT_INTERVAL_MS: String(INTERVAL_MS),
      CALLBACK_TIMEOUT_MS: String(CALLBACK_TIMEOUT_MS),
      FETCH_ALLOWED_HOSTS: '127.0.0.1',
      RELAY_RETRY_SCHEDULE_MS: SCHEDULE,
    },
    dice: createDice(seed, 'logs'),
    mayFailToStart: (since) => postgres?.database.wasAway(since) ?? false,
  });
  closing.push(() => fleet.stop());
  const client = createClient(fleet.url);
  closing.push(() => client.close());
  const notify = ({ number }: PlannedUpload) => ({ url: `${second.url}/notify/${number}`, secret: SECRET });
  return {
    fleet,
    fleetSize,
    database: postgres?.database,
    gate,
    disk: mounted ?? (database === 'sqlite' ? limitFiles(pids) : undefined),
    simulator,
    receivers: [first, second],
    tries,
    endpoints: await subscribeAll(client, first.url, second.url, notify),
    client,
    addresses: { notify, fileUrl: (planned) => files.put(planned) },
    async close() {
      for (const end of closing.reverse()) await end();
    },
  };
}

/** One endpoint hears of everything, others of a campaign or an account; and each upload may bring its own. */
async function subscribeAll(
  client: Client,
  first: string,
  second: string,
  notify: Addresses['notify'],
): Promise<Endpoint[]> {
  const subscribe = async (
    url: string,
    filter: { campaignName?: string; username?: string },
  ): Promise<Endpoint> => ({
    url,
    subscriptionId: await client.subscribe({ url, secret: SECRET, ...filter }),
    wants: ({ campaignName, username }) =>
      (filter.campaignName ?? campaignName) === campaignName && (filter.username ?? username) === username,
  });
  const campaigns = SUBSCRIBED_CAMPAIGNS.map((campaign) => campaignOf(campaign).campaignName);
  return [
    await subscribe(`${first}/all`, {}),
    ...(await Promise.all(
      campaigns.map((campaignName) => subscribe(`${second}/${campaignName}`, { campaignName })),
    )),
    await subscribe(`${second}/account`, { username: usernameOf(SUBSCRIBED_ACCOUNT) }),
    { url: notify({ number: 0 } as PlannedUpload).url.slice(0, -1), wants: ({ isNotified }) => isNotified },
  ];
}

async function startHardPostgres(
  disk: string | undefined,
): Promise<{ url: string; server: PostgresServer; database: HardDatabase }> {
  const server = await startPostgresServer({ disk });
  return {
    url: await server.database('torture'),
    server,
    database: {
      wasAway: (since) => server.wasAway(since),
      stopHard: () => server.kill(),
      start: () => server.start(),
      async revive() {
        // A full disk ends it by itself.
        if (server.hasEnded()) await server.start();
      },
    },
  };
}

/** Where contact files can be fetched. */
async function startFileHost(): Promise<{ put(planned: PlannedUpload): string; close(): Promise<void> }> {
  const files = new Map<string, string>();
  const server = createServer((request, response) => {
    const csv = files.get(request.url ?? '');
    if (csv === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'text/csv' }).end(csv);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    put(planned) {
      const path = `/contacts-of-upload-${planned.number}.csv`;
      files.set(path, csvOf(planned));
      return url + path;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
