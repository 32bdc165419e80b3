import { setTimeout as sleep } from 'node:timers/promises';
import { Pool, request } from 'undici';
import { API_KEY } from '../relay/bench-connector';
import { quantile } from '../relay/statistics';
import { makeDatabase, type DatabaseKind } from './database';
import { startBareRelay, startConnector, startReceiver, startSimulator, type Relay } from './processes';

export interface Case {
  /** `bare`: a relay that keeps nothing. */
  readonly database: DatabaseKind | 'bare';
  readonly replicas: number;
  readonly accounts: number;
  readonly uploads: number;
  readonly connections: number;
  readonly profileFolder?: string | undefined;
}

export interface Measured {
  /** From the first request to the last delivered event. */
  readonly perSecond: number;
  readonly commitsPerUpload: number;
  readonly fileSyncsPerUpload: number;
  /** Of the connectors alone. */
  readonly cpuMsPerUpload: number;
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
const PATIENCE_MS = 180_000;

export async function measure(given: Case): Promise<Measured> {
  const { accounts, uploads } = given;
  const closing: (() => Promise<void>)[] = [];
  // An upload of an account begins when the pace allows it; of a campaign, when the one before has ended.
  const intervalMs = Math.min(Math.floor((1000 * accounts) / ALLOWED_PER_SECOND), MAX_INTERVAL_MS);
  const names = Array.from({ length: accounts }, (_, account) => `user-${account}`);
  const simulator = await startSimulator({
    accounts: names.map((username) => ({ username, apiKey: 'vendor-key-of-the-bench' })),
    campaigns: Array.from({ length: uploads }, (_, upload) => ({
      username: names[upload % accounts]!,
      name: `campaign-${upload}`,
    })),
    intervalMs,
    keptUploads: uploads,
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
    const before = await readAll(relays);
    const serverBefore = await database?.readServer();
    const begunAt = new Map<string, number>();
    const arrivedAt = new Map<string, number>();
    const arrived = new Promise<void>((resolve) =>
      receiver.onArrival(({ uploadId, at }) => {
        arrivedAt.set(uploadId, at);
        if (arrivedAt.size === uploads) resolve();
      }),
    );
    const begun = now();
    const postMs = await postAll(relays, given, names, begunAt);
    await Promise.race([
      arrived,
      sleep(PATIENCE_MS, undefined, { ref: false }).then(() =>
        Promise.reject(new Error(`${arrivedAt.size} of ${uploads} events arrived`)),
      ),
    ]);
    const seconds = (Math.max(...arrivedAt.values()) - begun) / 1000;
    const after = await readAll(relays);
    const serverAfter = await database?.readServer();
    await refuseViolations(simulator.origin);
    const tripMs = [...begunAt].map(([id, at]) => arrivedAt.get(id)! - at);
    const serverCommits = (serverAfter?.commits ?? 0) - (serverBefore?.commits ?? 0);
    return {
      perSecond: uploads / seconds,
      commitsPerUpload: (after.commits - before.commits + serverCommits) / uploads,
      fileSyncsPerUpload: (after.fileSyncs - before.fileSyncs) / uploads,
      cpuMsPerUpload: (after.cpuMs - before.cpuMs) / uploads,
      serverCpuMsPerUpload: ((serverAfter?.cpuMs ?? 0) - (serverBefore?.cpuMs ?? 0)) / uploads,
      post: { p50: quantile(postMs, 0.5), p99: quantile(postMs, 0.99) },
      endToEnd: { p50: quantile(tripMs, 0.5), p99: quantile(tripMs, 0.99) },
      rssMegabytes: after.rssBytes / relays.length / 1024 / 1024,
      reasons: Object.entries(after.reasons).sort(([, a], [, b]) => b - a),
    };
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

async function postAll(
  relays: readonly Relay[],
  { uploads, connections, accounts }: Case,
  names: readonly string[],
  begunAt: Map<string, number>,
): Promise<number[]> {
  const pools = relays.map(({ url }) => new Pool(url, { connections, pipelining: 1 }));
  const times: number[] = [];
  let next = 0;
  const worker = async (_: unknown, index: number): Promise<void> => {
    const pool = pools[index % pools.length]!;
    for (let upload = next++; upload < uploads; upload = next++) {
      const begun = now();
      const { statusCode, body } = await pool.request({
        path: '/v1/uploads',
        method: 'POST',
        headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          account: { username: names[upload % accounts], apiKey: 'vendor-key-of-the-bench' },
          campaignName: `campaign-${upload}`,
          contacts: [{ PhoneNumber: String(9_800_000_000 + upload), Name: 'Asha' }],
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
  const sum = { commits: 0, fileSyncs: 0, cpuMs: 0, rssBytes: 0, reasons: {} as Record<string, number> };
  for (const counts of all.filter((each) => each !== undefined)) {
    for (const name of ['commits', 'fileSyncs', 'cpuMs', 'rssBytes'] as const) sum[name] += counts[name];
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
