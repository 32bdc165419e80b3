import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { DATABASE_KINDS, type DatabaseKind } from '../test/harness/databases';
import { runTorture, type TortureResult } from './run-torture';

const USAGE = 'npm run torture -- [--database sqlite|postgres] [--seed N] [--uploads N] [--kills N]';
const KILLS: Readonly<Record<DatabaseKind, number>> = { sqlite: 100, postgres: 60 };

/**
 * `npm run torture`: uploads while the simulator fails, the receiver is down half of the time and connectors are
 * killed; then every promise is looked up in the books of both ends. Exit code 1 when one was broken.
 */
export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      database: { type: 'string' },
      seed: { type: 'string' },
      uploads: { type: 'string', default: '500' },
      kills: { type: 'string' },
    },
  });
  const databases = DATABASE_KINDS.filter((kind) => (values.database ?? kind) === kind);
  if (databases.length === 0) throw new Error(USAGE);
  const seed = values.seed === undefined ? randomInt(1_000_000) : Number(values.seed);
  for (const database of databases) {
    const kills = values.kills === undefined ? KILLS[database] : Number(values.kills);
    console.log(`${database}: seed ${seed}, ${values.uploads} uploads, ${kills} kills`);
    const begun = Date.now();
    const result = await runTorture({ database, seed, uploads: Number(values.uploads), kills });
    report(result, (Date.now() - begun) / 1000);
    if (result.brokenPromises.length > 0) process.exitCode = 1;
  }
}

function report(result: TortureResult, seconds: number): void {
  const states = Object.entries(result.states).map(([state, count]) => `${count} ${state}`);
  console.log(`  ${states.join(', ')}
  ${result.requests} requests to Ozonetel, ${result.tries} tries of events, ${result.kills} kills, ${result.databaseStops} hard stops of the database, ${seconds.toFixed(0)} s
  ${result.brokenPromises.length} broken promises`);
  for (const broken of result.brokenPromises) console.log(`    ${broken}`);
}
