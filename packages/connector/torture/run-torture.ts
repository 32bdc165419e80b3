import { setTimeout as sleep } from 'node:timers/promises';
import { isFinalState } from '@ozonetel-bulk-upload/shared-types';
import {
  createRandom,
  startSimulator,
  type FaultOrderInput,
  type RunningSimulator,
} from '@ozonetel-bulk-upload/ozonetel-simulator';
import { makeFolder } from '../test/harness/test-connector';
import { startPostgresServer, type PostgresServer } from '../test/harness/postgres-server';
import type { DatabaseKind } from '../test/harness/databases';
import { listDeliveries, listUploads, submit, subscribe, type Order } from './client';
import { startFleet, type Fleet } from './fleet';
import { startFlakyReceiver, type FlakyReceiver } from './receiver';
import { findBrokenPromises, type Submitted } from './verify';

export interface TortureOptions {
  readonly database: DatabaseKind;
  readonly seed: number;
  readonly uploads: number;
  readonly kills: number;
}

export interface TortureResult {
  readonly kills: number;
  readonly databaseStops: number;
  readonly requests: number;
  readonly tries: number;
  /** How many uploads ended in each state. */
  readonly states: Readonly<Record<string, number>>;
  readonly brokenPromises: readonly string[];
}

const ACCOUNTS = 20;
const CAMPAIGNS = 60;
const INTERVAL_MS = 300;
const CALLBACK_TIMEOUT_MS = 5_000;
const REPLICAS = 3;
/** On Postgres the database itself is stopped hard at every so many kills. */
const KILLS_PER_DATABASE_STOP = 10;
const MAX_LIFE_MS = 900;
/** Longest wait for the last upload, and for the last event: leases of killed replicas have to run out. */
const SETTLE_MS = 240_000;
const LOOK_MS = 500;

const FAULTS: readonly FaultOrderInput[] = [
  { fault: 'callback-dropped', probability: 0.05 },
  { fault: 'callback-doubled', probability: 0.1 },
  { fault: 'callback-late', probability: 0.1, ms: 400 },
  { fault: 'callback-before-reply', probability: 0.1 },
  { fault: 'callback-form', probability: 0.1 },
  { fault: 'callback-not-json', probability: 0.05 },
  { fault: 'reply-500', probability: 0.03 },
  { fault: 'reply-html', probability: 0.03 },
  { fault: 'reply-never', probability: 0.02 },
  { fault: 'line-cut-mid-request', probability: 0.03 },
  { fault: 'line-cut-after-request', probability: 0.03 },
  { fault: 'limit-exhausted', probability: 0.03 },
];

interface Place {
  readonly simulator: RunningSimulator;
  readonly receiver: FlakyReceiver;
  readonly fleet: Fleet;
  readonly postgres: PostgresServer | undefined;
  close(): Promise<void>;
}

/** Uploads while everything fails, then reads the books of both ends. */
export async function runTorture(options: TortureOptions): Promise<TortureResult> {
  const random = createRandom(options.seed);
  const orders = drawOrders(options.uploads, random);
  const place = await openPlace(options);
  try {
    await subscribe(place.fleet.url, place.receiver.url);
    const [submitted, databaseStops] = await Promise.all([
      submitAll(place.fleet.url, orders, (options.kills * MAX_LIFE_MS) / options.uploads),
      killAgainAndAgain(place, options.kills, createRandom(options.seed + 1)),
    ]);
    place.receiver.recover();
    return { kills: options.kills, databaseStops, ...(await settleAndRead(place, submitted)) };
  } finally {
    await place.close();
  }
}

const nameOf = (campaign: number) => ({
  username: `user-${campaign % ACCOUNTS}`,
  campaignName: `campaign-${campaign}`,
});

function drawOrders(uploads: number, random: () => number): Order[] {
  return Array.from({ length: uploads }, (_, number) => ({
    number,
    ...nameOf(Math.floor(random() * CAMPAIGNS)),
  }));
}

async function openPlace({ database, seed }: TortureOptions): Promise<Place> {
  const simulator = await startSimulator({
    config: {
      seed,
      intervalMs: INTERVAL_MS,
      accounts: Array.from({ length: ACCOUNTS }, (_, number) => ({
        username: `user-${number}`,
        apiKey: `vendor-key-of-user-${number}`,
      })),
      campaigns: Array.from({ length: CAMPAIGNS }, (_, number) => {
        const { username, campaignName: name } = nameOf(number);
        return { username, name };
      }),
      faults: [...FAULTS],
    },
  });
  const receiver = await startFlakyReceiver(createRandom(seed + 2));
  const folder = makeFolder();
  const postgres = database === 'postgres' ? await startPostgresServer() : undefined;
  const fleet = await startFleet(postgres === undefined ? 1 : REPLICAS, {
    DATABASE_URL: (await postgres?.database('torture')) ?? `file:${folder.path}/connector.sqlite`,
    OZONETEL_UPLOAD_URL: simulator.uploadUrl,
    ACCOUNT_INTERVAL_MS: String(INTERVAL_MS),
    CALLBACK_TIMEOUT_MS: String(CALLBACK_TIMEOUT_MS),
    RELAY_RETRY_SCHEDULE_MS: ['0', ...Array<string>(1_000).fill('500')].join(','),
  });
  return {
    simulator,
    receiver,
    fleet,
    postgres,
    async close() {
      await fleet.stop();
      await simulator.close();
      await receiver.close();
      await postgres?.stop();
      folder.remove();
    },
  };
}

/** One after another in their own time, so that there is something under way whenever a process dies. */
async function submitAll(url: string, orders: readonly Order[], pauseMs: number): Promise<Submitted[]> {
  const submitted: Promise<Submitted>[] = [];
  for (const order of orders) {
    submitted.push(submit(url, order));
    await sleep(pauseMs);
  }
  return Promise.all(submitted);
}

async function killAgainAndAgain(
  { fleet, postgres }: Place,
  kills: number,
  random: () => number,
): Promise<number> {
  let databaseStops = 0;
  for (let kill = 1; kill <= kills; kill += 1) {
    await sleep(random() * MAX_LIFE_MS);
    await fleet.killOne(random);
    if (postgres === undefined || kill % KILLS_PER_DATABASE_STOP !== 0) continue;
    await postgres.kill();
    await postgres.start();
    databaseStops += 1;
  }
  return databaseStops;
}

async function settleAndRead({ fleet, simulator, receiver }: Place, submitted: readonly Submitted[]) {
  const uploads = await look(
    () => listUploads(fleet.url),
    (found) => found.every(({ state }) => isFinalState(state)),
  );
  await look(
    () => listDeliveries(fleet.url, 'pending'),
    (pending) => pending.length === 0,
  );
  await simulator.idle();
  const states: Record<string, number> = {};
  for (const { state } of uploads) states[state] = (states[state] ?? 0) + 1;
  const records = simulator.books.uploads();
  return {
    requests: records.length,
    tries: receiver.tries.length,
    states,
    brokenPromises: findBrokenPromises({
      submitted,
      uploads,
      records,
      violations: simulator.books.violations(),
      tries: receiver.tries,
      deadDeliveries: (await listDeliveries(fleet.url, 'dead')).length,
    }),
  };
}

/** Looks until it is so, or for as long as it may take; what is missing then is a finding. */
async function look<T>(read: () => Promise<T>, isDone: (found: T) => boolean): Promise<T> {
  const until = Date.now() + SETTLE_MS;
  for (;;) {
    const found = await read();
    if (isDone(found) || Date.now() > until) return found;
    await sleep(LOOK_MS);
  }
}
