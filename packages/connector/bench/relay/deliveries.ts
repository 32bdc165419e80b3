import { performance } from 'node:perf_hooks';
import { API_KEY, startBenchConnector } from './bench-connector';
import { startCounterpart } from './counterpart';
import { CALLBACK } from './load';
import { seedUploads } from './seed-uploads';
import { median, quantile } from './statistics';

const CALLBACKS = 500;

/** The way of an event: from the answer to a callback, which comes after the commit, to its arrival at a receiver. */
export async function measureDeliveries(): Promise<void> {
  const receiver = await startCounterpart();
  let tokens: string[] = [];
  const connector = await startBenchConnector(async (db) => {
    tokens = await seedUploads(db, { count: CALLBACKS, accounts: CALLBACKS, state: 'processing' });
  });
  await fetch(`${connector.url}/v1/subscriptions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url: receiver.url }),
  });
  const times: number[] = [];
  for (const token of tokens) {
    const arrival = new Promise<number>((resolve) => receiver.onArrival(() => resolve(performance.now())));
    await fetch(`${connector.url}/callbacks/${token}`, { method: 'POST', body: CALLBACK });
    const answered = performance.now();
    times.push((await arrival) - answered);
  }
  await connector.close();
  receiver.close();
  console.log(`
Deliveries, ${CALLBACKS} one after another: from the answer to a callback to the arrival of its event
  median ${median(times).toFixed(1)} ms (goal 20), p99 ${quantile(times, 0.99).toFixed(1)} ms`);
}
