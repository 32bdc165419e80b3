import { startBareExpress } from './bare-express';
import { startBenchConnector } from './bench-connector';
import { createLoad, type LoadResult } from './load';
import { seedUploads } from './seed-uploads';
import { median, quantile } from './statistics';
import { startVendor, upload } from './uploads';

/** The first warms up both, and is not counted. */
const ROUNDS = 12;
const CALLBACKS = 3_200;
/** Posted to one after the other: a machine whose speed changes is then as fast for both. */
const SLICE = 640;
/** Callbacks that come at the same time share what a commit costs: the more there are, the less each takes. */
const CONNECTIONS = [32, 128];
/** Each of them sends its next upload when the last is accepted. */
const UPLOADERS = 32;

interface Round {
  readonly floor: readonly LoadResult[];
  readonly ours: readonly LoadResult[];
}

/**
 * Callbacks that settle an upload each, stored before they are answered, against Express that stores nothing; then
 * both while the connector takes as many uploads as it can.
 */
export async function measureCallbacks(): Promise<void> {
  console.log(`
Callbacks, ${ROUNDS - 1} rounds of ${CALLBACKS}, ${SLICE} to one and ${SLICE} to the other (medians; ratios round by round)`);
  for (const connections of CONNECTIONS) {
    await compare(`${connections} at once`, { connections, uploaders: 0 });
    await compare(`and ${UPLOADERS} clients that upload`, { connections, uploaders: UPLOADERS });
  }
}

interface Clients {
  /** Each posts one callback at a time. */
  readonly connections: number;
  readonly uploaders: number;
}

async function compare(name: string, clients: Clients): Promise<void> {
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measureRound(clients));
  const counted = rounds.slice(1);
  const middle = (of: (round: Round) => number) => median(counted.map(of));
  const shown = (of: keyof Round) =>
    `${middle((round) => perSecond(round[of])).toFixed(0)}/s, p99 ${middle((round) => p99Ms(round[of])).toFixed(1)} ms`;
  const rate = middle(({ floor, ours }) => perSecond(ours) / perSecond(floor));
  const p99 = middle(({ floor, ours }) => p99Ms(ours) / p99Ms(floor));
  console.log(`  ${name.padEnd(27)} ${shown('ours')}
    bare Express              ${shown('floor')}
    ratio to bare Express     ${rate.toFixed(2)} of the rate (goal 0.50), ${p99.toFixed(2)} × the p99 (goal 3)`);
}

async function measureRound({ connections, uploaders }: Clients): Promise<Round> {
  let tokens: string[] = [];
  const vendor = await startVendor();
  const connector = await startBenchConnector(
    async (db) => {
      tokens = await seedUploads(db, { count: CALLBACKS, accounts: CALLBACKS, state: 'processing' });
    },
    { OZONETEL_UPLOAD_URL: vendor.url },
  );
  const express = await startBareExpress();
  const paths = tokens.map((token) => `/callbacks/${token}`);
  const [toExpress, toConnector] = [
    createLoad(express.origin, connections),
    createLoad(connector.url, connections),
  ];
  const stopUploading = startUploading(connector.url, uploaders);
  const floor: LoadResult[] = [];
  const ours: LoadResult[] = [];
  for (let first = 0; first < paths.length; first += SLICE) {
    const slice = paths.slice(first, first + SLICE);
    floor.push(await toExpress.post(slice));
    ours.push(await toConnector.post(slice));
  }
  await stopUploading();
  await Promise.all([toExpress.close(), toConnector.close()]);
  await express.close();
  await connector.close();
  vendor.close();
  return { floor, ours };
}

/** @returns resolves when the last upload is accepted */
function startUploading(origin: string, uploaders: number): () => Promise<unknown> {
  let isStopped = false;
  let uploads = 0;
  const uploader = async (): Promise<void> => {
    while (!isStopped) await upload(origin, uploads++);
  };
  const ended = Promise.all(Array.from({ length: uploaders }, uploader));
  return () => {
    isStopped = true;
    return ended;
  };
}

function perSecond(slices: readonly LoadResult[]): number {
  return CALLBACKS / slices.reduce((sum, { seconds }) => sum + seconds, 0);
}

function p99Ms(slices: readonly LoadResult[]): number {
  return quantile(
    slices.flatMap(({ timesMs }) => timesMs),
    0.99,
  );
}
