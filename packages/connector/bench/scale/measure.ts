import { setTimeout as sleep } from 'node:timers/promises';
import { Pool, request } from 'undici';
import { API_KEY } from '../relay/bench-connector';
import { quantile } from '../relay/statistics';
import { makeDatabase, type DatabaseKind } from './database';
import { cpuMsOf } from './processor-time';
import {
  startBareRelay,
  startConnector,
  startReceiver,
  startSimulator,
  type Relay,
  type ScaleReceiver,
} from './processes';

export interface Case {
  /** `bare`: a relay that keeps nothing. */
  readonly database: DatabaseKind | 'bare';
  readonly replicas: number;
  readonly accounts: number;
  readonly uploads: number;
  /** Uploads before those that are measured, of other accounts: a new process runs code that is not compiled yet. */
  readonly warmUp: number;
  readonly connections: number;
  readonly profileFolder?: string | undefined;
}

export interface Measured {
  /** From the first request to the last delivered event. */
  readonly perSecond: number;
  readonly commitsPerUpload: number;
  readonly fileSyncsPerUpload: number;
  /** Of the relays alone. */
  readonly cpuMsPerUpload: number;
  /** Of simulator, receiver and client, which share the machine. */
  readonly othersCpuMsPerUpload: number;
  /** Of the database's server. */
  readonly serverCpuMsPerUpload: number;
  readonly post: { readonly p50: number; readonly p99: number };
  readonly endToEnd: { readonly p50: number; readonly p99: number };
  readonly rssMegabytes: number;
  /** What the commits wrote, most frequent first. */
  readonly reasons: readonly (readonly [string, number])[];
}

/** Together the accounts may send this many uploads in a second: more than can be done. */
const ALLOWED_PER_SECOND = 500;
const MAX_INTERVAL_MS = 60_000;
const VENDOR_KEY = 'vendor-key-of-the-bench';
const PATIENCE_MS = 180_000;

export async function measure(given: Case): Promise<Measured> {
  const { uploads, warmUp } = given;
  const closing: (() => Promise<void>)[] = [];
  const intervalMs = intervalOf(given);
  const orders = ordersOf(given);
  const simulator = await startSimulator({
    accounts: [...new Set(orders.map(({ username }) => username))].map((username) => ({
      username,
      apiKey: VENDOR_KEY,
    })),
    campaigns: orders.map(({ username, campaignName: name }) => ({ username, name })),
    intervalMs,
    keptUploads: orders.length,
  });
  closing.push(() => simulator.stop());
  try {
    const receiver = await startReceiver();
    closing.push(() => receiver.stop());
    const database = given.database === 'bare' ? undefined : await makeDatabase(given.database);
    if (database !== undefined) closing.push(() => database.remove());
    const relays: Relay[] = [];
    for (let replica = 0; replica < given.replicas; replica += 1) {
      relays.push(
        database === undefined
          ? await startBareRelay(simulator.uploadUrl, receiver.url)
          : await startConnector(
              {
                DATABASE_URL: database.url,
                OZONETEL_UPLOAD_URL: simulator.uploadUrl,
                ACCOUNT_INTERVAL_MS: String(intervalMs),
                RATE_LIMIT_PER_MINUTE: '1000000000',
              },
              given.profileFolder,
            ),
      );
    }
    closing.push(() => Promise.all(relays.map((relay) => relay.stop())).then(() => undefined));
    if (database !== undefined) await subscribe(relays[0]!.url, receiver.url);
    const run = (some: readonly Order[]) => uploadAll(relays, receiver, some, given.connections);
    await run(orders.slice(0, warmUp));
    const readCpu = async () => ({
      relays: await cpuMsOf(relays.map(({ pid }) => pid)),
      others: await cpuMsOf([simulator.pid, receiver.pid, process.pid]),
    });
    const before = {
      counts: await readAll(relays),
      server: await database?.readServer(),
      cpu: await readCpu(),
    };
    const { seconds, postMs, tripMs } = await run(orders.slice(warmUp));
    const after = {
      counts: await readAll(relays),
      server: await database?.readServer(),
      cpu: await readCpu(),
    };
    if (database !== undefined) await refuseViolations(simulator.origin);
    const each = (read: (figures: typeof after) => number) => (read(after) - read(before)) / uploads;
    return {
      perSecond: uploads / seconds,
      commitsPerUpload: each(({ counts, server }) => counts.commits + (server?.commits ?? 0)),
      fileSyncsPerUpload: each(({ counts }) => counts.fileSyncs),
      cpuMsPerUpload: each(({ cpu }) => cpu.relays),
      othersCpuMsPerUpload: each(({ cpu }) => cpu.others),
      serverCpuMsPerUpload: each(({ server }) => server?.cpuMs ?? 0),
      post: { p50: quantile(postMs, 0.5), p99: quantile(postMs, 0.99) },
      endToEnd: { p50: quantile(tripMs, 0.5), p99: quantile(tripMs, 0.99) },
      rssMegabytes: after.counts.rssBytes / relays.length / 1024 / 1024,
      reasons: Object.entries(after.counts.reasons).sort(([, a], [, b]) => b - a),
    };
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** An upload of an account begins when the pace allows it. The bare relay knows no pace. */
function intervalOf({ accounts, database }: Case): number {
  if (database === 'bare') return 0;
  return Math.min(Math.floor((1000 * accounts) / ALLOWED_PER_SECOND), MAX_INTERVAL_MS);
}

interface Order {
  readonly username: string;
  readonly campaignName: string;
  readonly phoneNumber: string;
}

/** One for each upload, each of a campaign of its own: those of one campaign wait for each other. */
function ordersOf({ accounts, uploads, warmUp }: Case): Order[] {
  return Array.from({ length: warmUp + uploads }, (_, upload) => ({
    username: upload < warmUp ? `warm-up-${upload}` : `user-${(upload - warmUp) % accounts}`,
    campaignName: `campaign-${upload}`,
    phoneNumber: String(9_800_000_000 + upload),
  }));
}

/** From the first request to the last delivered event. */
async function uploadAll(
  relays: readonly Relay[],
  receiver: ScaleReceiver,
  orders: readonly Order[],
  connections: number,
): Promise<{ seconds: number; postMs: number[]; tripMs: number[] }> {
  if (orders.length === 0) return { seconds: 0, postMs: [], tripMs: [] };
  const begunAt = new Map<string, number>();
  const arrivedAt = new Map<string, number>();
  const arrived = new Promise<void>((resolve) =>
    receiver.onArrival(({ uploadId, at }) => {
      arrivedAt.set(uploadId, at);
      if (arrivedAt.size === orders.length) resolve();
    }),
  );
  const begun = now();
  const postMs = await postAll(relays, orders, { connections, begunAt });
  await Promise.race([
    arrived,
    sleep(PATIENCE_MS, undefined, { ref: false }).then(() =>
      Promise.reject(new Error(`${arrivedAt.size} of ${orders.length} events arrived`)),
    ),
  ]);
  return {
    seconds: (Math.max(...arrivedAt.values()) - begun) / 1000,
    postMs,
    tripMs: [...begunAt].map(([id, at]) => arrivedAt.get(id)! - at),
  };
}

async function postAll(
  relays: readonly Relay[],
  orders: readonly Order[],
  { connections, begunAt }: { connections: number; begunAt: Map<string, number> },
): Promise<number[]> {
  const pools = relays.map(({ url }) => new Pool(url, { connections, pipelining: 1 }));
  const times: number[] = [];
  const waiting = orders.values();
  const worker = async (_: unknown, index: number): Promise<void> => {
    const pool = pools[index % pools.length]!;
    for (const { username, campaignName, phoneNumber } of waiting) {
      const begun = now();
      const { statusCode, body } = await pool.request({
        path: '/v1/uploads',
        method: 'POST',
        headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          account: { username, apiKey: VENDOR_KEY },
          campaignName,
          contacts: [{ PhoneNumber: phoneNumber, Name: 'Asha' }],
        }),
      });
      const answer = (await body.json()) as { id: string };
      if (statusCode !== 202)
        throw new Error(`an upload was answered with ${statusCode}: ${JSON.stringify(answer)}`);
      times.push(now() - begun);
      begunAt.set(answer.id, begun);
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  await Promise.all(pools.map((pool) => pool.close()));
  return times;
}

async function subscribe(url: string, eventsUrl: string): Promise<void> {
  const { statusCode, body } = await request(`${url}/v1/subscriptions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url: eventsUrl }),
  });
  await body.dump();
  if (statusCode !== 201) throw new Error(`the subscription was answered with ${statusCode}`);
}

async function readAll(relays: readonly Relay[]) {
  const all = await Promise.all(relays.map((relay) => relay.readCounts()));
  const sum = { commits: 0, fileSyncs: 0, rssBytes: 0, reasons: {} as Record<string, number> };
  for (const counts of all.filter((each) => each !== undefined)) {
    for (const name of ['commits', 'fileSyncs', 'rssBytes'] as const) sum[name] += counts[name];
    for (const [reason, times] of Object.entries(counts.reasons))
      sum.reasons[reason] = (sum.reasons[reason] ?? 0) + times;
  }
  return sum;
}

/** A run that broke an account's pace shows nothing. */
async function refuseViolations(simulator: string): Promise<void> {
  const { body } = await request(`${simulator}/uploads`);
  const { violations } = (await body.json()) as { violations: Record<string, unknown[]> };
  if (Object.values(violations).some((found) => found.length > 0))
    throw new Error(`the simulator found violations: ${JSON.stringify(violations).slice(0, 2_000)}`);
}

const now = () => performance.timeOrigin + performance.now();
