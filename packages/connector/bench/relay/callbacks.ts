import { startBareExpress } from './bare-express';
import { startBenchConnector } from './bench-connector';
import { postAll, type LoadResult } from './load';
import { seedUploads } from './seed-uploads';
import { median } from './statistics';

const ROUNDS = 5;
const CALLBACKS = 3_000;

/** Callbacks that settle an upload each, stored before they are answered, against Express that stores nothing. */
export async function measureCallbacks(): Promise<void> {
  const bare: LoadResult[] = [];
  const durable: LoadResult[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    let tokens: string[] = [];
    const connector = await startBenchConnector(async (db) => {
      tokens = await seedUploads(db, { count: CALLBACKS, accounts: CALLBACKS, state: 'processing' });
    });
    const express = await startBareExpress();
    const paths = tokens.map((token) => `/callbacks/${token}`);
    bare.push(await postAll(express.origin, paths));
    durable.push(await postAll(connector.url, paths));
    await express.close();
    await connector.close();
  }
  const rate = (results: readonly LoadResult[]) => median(results.map(({ perSecond }) => perSecond));
  const p99 = (results: readonly LoadResult[]) => median(results.map(({ p99Ms }) => p99Ms));
  console.log(`
Callbacks, 32 connections, ${ROUNDS} rounds of ${CALLBACKS} in turn (medians)
  bare Express            ${rate(bare).toFixed(0)}/s, p99 ${p99(bare).toFixed(1)} ms
  stored and settled      ${rate(durable).toFixed(0)}/s, p99 ${p99(durable).toFixed(1)} ms
  ratio to bare Express   ${(rate(durable) / rate(bare)).toFixed(2)} of the rate (goal 0.50), ${(p99(durable) / p99(bare)).toFixed(2)} × the p99 (goal 3)`);
}
