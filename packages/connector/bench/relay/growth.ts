import { performance } from 'node:perf_hooks';
import { startBenchConnector } from './bench-connector';
import { createLoad } from './load';
import { seedUploads } from './seed-uploads';
import { median } from './statistics';
import { startVendor, upload } from './uploads';

const WAITING = [10, 100, 1_000, 10_000];
const UPLOADS = 100;
const CALLBACKS = 1_000;
const CONNECTIONS = 32;

interface Cost {
  /** Milliseconds from the request to the arrival of the contact file at Ozonetel. */
  readonly uploadMs: number;
  readonly callbackMs: number;
}

/** What an upload and a callback cost while others wait, each of them in an account of its own. */
export async function measureGrowth(): Promise<void> {
  console.log(`
Growth: ${UPLOADS} uploads one after another, from the request to Ozonetel; ${CALLBACKS} callbacks over 32 connections
  waiting uploads and accounts   upload, median          callback`);
  let first: Cost | undefined;
  for (const waiting of WAITING) {
    const cost = await measureWith(waiting);
    first ??= cost;
    console.log(
      `  ${String(waiting).padStart(28)}   ${show(cost.uploadMs, first.uploadMs)}   ${show(cost.callbackMs, first.callbackMs)}`,
    );
  }
}

function show(ms: number, floor: number): string {
  return `${ms.toFixed(2).padStart(7)} ms (× ${(ms / floor).toFixed(2)})`;
}

async function measureWith(waiting: number): Promise<Cost> {
  const vendor = await startVendor();
  let tokens: string[] = [];
  const connector = await startBenchConnector(
    async (db) => {
      await seedUploads(db, { count: waiting, accounts: waiting, state: 'waiting' });
      tokens = await seedUploads(db, { count: CALLBACKS, accounts: CALLBACKS, state: 'processing' });
    },
    { OZONETEL_UPLOAD_URL: vendor.url },
  );
  const times: number[] = [];
  for (let number = 0; number < UPLOADS; number += 1) {
    const arrival = new Promise<void>((resolve) => vendor.onArrival(resolve));
    const begun = performance.now();
    await upload(connector.url, number);
    await arrival;
    times.push(performance.now() - begun);
  }
  const load = createLoad(connector.url, CONNECTIONS);
  const { seconds } = await load.post(tokens.map((token) => `/callbacks/${token}`));
  await load.close();
  await connector.close();
  vendor.close();
  return { uploadMs: median(times), callbackMs: (1000 * seconds) / CALLBACKS };
}
