import { availableParallelism } from 'node:os';
import { measureCallbacks } from './callbacks';
import { measureDeliveries } from './deliveries';
import { measureGrowth } from './growth';

/**
 * `npm run bench -- relay`: durable callbacks against bare Express in the same run, the way of an event from its
 * commit to its receiver, and how the cost grows with what waits. All on SQLite, synced before it is answered.
 */
export async function main(): Promise<void> {
  console.log(`Relay; Node ${process.version}, ${availableParallelism()} cores`);
  await measureCallbacks();
  await measureDeliveries();
  await measureGrowth();
}
