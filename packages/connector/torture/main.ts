import { randomInt } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findLeaks } from '../test/harness/used-secrets';
import { DATABASE_KINDS, type DatabaseKind } from '../test/harness/databases';
import { tellAccount } from './report';
import { runTorture, type TortureOptions } from './run-torture';
import { findBrokenPromises } from './verify/verify';

const USAGE =
  'npm run torture -- [--database sqlite|postgres] [--seed N] [--uploads N] [--kills N] ' +
  '[--freezes N] [--full-disks N]';
const UPLOADS = 500;
const KILLS: Readonly<Record<DatabaseKind, number>> = { sqlite: 100, postgres: 60 };
const MAX_SEED = 1_000_000;
/** Where what a run wrote is kept when it broke a promise. */
const FOLDER = '.cache/torture';

/**
 * `npm run torture`: uploads while the simulator fails, the receivers are down half of the time and connectors are
 * killed; then every promise is checked against what both ends have recorded. Exit code 1 when one was broken.
 */
export async function main(args: string[]): Promise<void> {
  const { databases, seed, uploads, kills, ...trials } = readOptions(args);
  for (const database of databases) {
    const wanted = kills ?? KILLS[database];
    console.log(`${database}: seed ${seed}, ${uploads} uploads, ${wanted} kills`);
    if (!(await torture({ database, seed, uploads, kills: wanted, ...trials }))) process.exitCode = 1;
  }
}

async function torture(options: Omit<TortureOptions, 'tell'>): Promise<boolean> {
  const { database, seed, uploads, kills, freezes, fullDisks } = options;
  const folder = resolve(FOLDER, `${database}-${seed}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  process.env['TEST_LOG_FOLDER'] = folder;
  const begun = Date.now();
  const seconds = () => Math.round((Date.now() - begun) / 1000);
  const tell = (words: string) => console.log(`  ${seconds()} s: ${words}`);
  const run = await runTorture({ ...options, tell });
  const leaks = findLeaks(folder);
  const broken = [
    ...findBrokenPromises(run.evidence),
    ...(leaks.length === 0 ? [] : [`The connectors logged ${leaks.length} secrets or phone numbers.`]),
  ];
  tellAccount(run, broken, seconds());
  if (broken.length === 0) {
    rmSync(folder, { recursive: true });
    return true;
  }
  writeFileSync(join(folder, 'evidence.json'), JSON.stringify(run.evidence, null, 1));
  console.log(`  The evidence and the logs: ${folder}`);
  console.log(
    `  Again: npm run torture -- --database ${database} --seed ${seed} --uploads ${uploads} --kills ${kills} --freezes ${freezes} --full-disks ${fullDisks}`,
  );
  return false;
}

function readOptions(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      database: { type: 'string' },
      seed: { type: 'string', default: String(randomInt(MAX_SEED)) },
      uploads: { type: 'string', default: String(UPLOADS) },
      kills: { type: 'string' },
      freezes: { type: 'string', default: '1' },
      'full-disks': { type: 'string', default: '2' },
    },
  });
  const databases = DATABASE_KINDS.filter((kind) => (values.database ?? kind) === kind);
  const [seed, uploads, kills] = [values.seed, values.uploads, values.kills ?? '1'].map(Number);
  const [freezes, fullDisks] = [values.freezes, values['full-disks']].map(Number);
  const isWhole = (value: number | undefined): value is number => Number.isSafeInteger(value) && value! >= 1;
  if (
    databases.length === 0 ||
    !isWhole(uploads) ||
    !isWhole(kills) ||
    ![seed, freezes, fullDisks].every(Number.isSafeInteger)
  )
    throw new Error(USAGE);
  return {
    databases,
    seed: seed!,
    uploads,
    kills: values.kills === undefined ? undefined : kills,
    freezes: freezes!,
    fullDisks: fullDisks!,
  };
}
