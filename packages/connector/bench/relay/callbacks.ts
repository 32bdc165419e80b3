import { startBareExpress } from './bare-express';
import { startBenchConnector } from './bench-connector';
import { createLoad, type LoadResult } from './load';
import { seedUploads } from './seed-uploads';
import { median, quantile } from './statistics';

/** The first warms up both, and is not counted. */
const ROUNDS = 12;
const CALLBACKS = 3_200;
/** Posted to one after the other: a machine whose speed changes is then as fast for both. */
const SLICE = 320;

interface Round {
  readonly floor: readonly LoadResult[];
  readonly ours: readonly LoadResult[];
}

/** Callbacks that settle an upload each, stored before they are answered, against Express that stores nothing. */
export async function measureCallbacks(): Promise<void> {
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measureRound());
  const counted = rounds.slice(1);
  const middle = (of: (round: Round) => number) => median(counted.map(of));
  const shown = (of: keyof Round) =>
    `${middle((round) => perSecond(round[of])).toFixed(0)}/s, p99 ${middle((round) => p99Ms(round[of])).toFixed(1)} ms`;
  const rate = middle(({ floor, ours }) => perSecond(ours) / perSecond(floor));
  const p99 = middle(({ floor, ours }) => p99Ms(ours) / p99Ms(floor));
  console.log(`
Callbacks, 32 connections, ${counted.length} rounds of ${CALLBACKS}, ${SLICE} to one and ${SLICE} to the other (medians; ratios round by round)
  bare Express            ${shown('floor')}
  stored and settled      ${shown('ours')}
  ratio to bare Express   ${rate.toFixed(2)} of the rate (goal 0.50), ${p99.toFixed(2)} × the p99 (goal 3)`);
}

async function measureRound(): Promise<Round> {
  let tokens: string[] = [];
  const connector = await startBenchConnector(async (db) => {
    tokens = await seedUploads(db, { count: CALLBACKS, accounts: CALLBACKS, state: 'processing' });
  });
  const express = await startBareExpress();
  const paths = tokens.map((token) => `/callbacks/${token}`);
  const [toExpress, toConnector] = [createLoad(express.origin), createLoad(connector.url)];
  const floor: LoadResult[] = [];
  const ours: LoadResult[] = [];
  for (let first = 0; first < paths.length; first += SLICE) {
    const slice = paths.slice(first, first + SLICE);
    floor.push(await toExpress.post(slice));
    ours.push(await toConnector.post(slice));
  }
  await Promise.all([toExpress.close(), toConnector.close()]);
  await express.close();
  await connector.close();
  return { floor, ours };
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
