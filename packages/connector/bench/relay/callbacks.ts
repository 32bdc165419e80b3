import { startBareExpress } from './bare-express';
import { startBenchConnector } from './bench-connector';
import { postAll, type LoadResult } from './load';
import { seedUploads } from './seed-uploads';
import { median } from './statistics';

/** The first warms up both, and is not counted. */
const ROUNDS = 12;
const CALLBACKS = 3_000;

/** Callbacks that settle an upload each, stored before they are answered, against Express that stores nothing. */
export async function measureCallbacks(): Promise<void> {
  const rounds: { floor: LoadResult; ours: LoadResult }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    let tokens: string[] = [];
    const connector = await startBenchConnector(async (db) => {
      tokens = await seedUploads(db, { count: CALLBACKS, accounts: CALLBACKS, state: 'processing' });
    });
    const express = await startBareExpress();
    const paths = tokens.map((token) => `/callbacks/${token}`);
    rounds.push({
      floor: await postAll(express.origin, paths),
      ours: await postAll(connector.url, paths),
    });
    await express.close();
    await connector.close();
  }
  const counted = rounds.slice(1);
  const ratio = (of: keyof LoadResult) => median(counted.map(({ floor, ours }) => ours[of] / floor[of]));
  const shown = (of: 'floor' | 'ours') => {
    const perSecond = median(counted.map((pair) => pair[of].perSecond));
    const p99Ms = median(counted.map((pair) => pair[of].p99Ms));
    return `${perSecond.toFixed(0)}/s, p99 ${p99Ms.toFixed(1)} ms`;
  };
  console.log(`
Callbacks, 32 connections, ${counted.length} rounds of ${CALLBACKS}, in turn (medians; ratios round by round)
  bare Express            ${shown('floor')}
  stored and settled      ${shown('ours')}
  ratio to bare Express   ${ratio('perSecond').toFixed(2)} of the rate (goal 0.50), ${ratio('p99Ms').toFixed(2)} × the p99 (goal 3)`);
}
