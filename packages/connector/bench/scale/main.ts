import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measure, type Case, type Measured } from './measure';
import { buildScalePrograms } from './processes';

const USAGE =
  'npm run bench -- scale [--accounts 10,100] [--uploads N] [--warm-up N] [--databases sqlite,postgres] [--replicas 1,3] ' +
  '[--connections N] [--no-bare] [--reasons] [--profile]';

/**
 * `npm run bench -- scale`: uploads of one contact each from the request to the delivered event, with the simulator,
 * the receiver and the client in processes of their own on the same machine.
 */
export async function main(args: string[]): Promise<void> {
  const {
    accounts,
    databases,
    replicas,
    uploads,
    warmUp,
    connections,
    isBare,
    isTellingReasons,
    profileFolder,
  } = readOptions(args);
  await buildScalePrograms();
  console.log(`Scale; Node ${process.version}, ${availableParallelism()} cores, ${connections} connections; ${warmUp} uploads of other accounts before each measurement
  database    replicas  accounts   uploads/s   of bare   syncs   +files   CPU ms   others'   server's   POST p50/p99 ms   end to end p50/p99 ms   MB`);
  for (const count of accounts) {
    const common = { accounts: count, uploads: Math.max(uploads, count), warmUp, connections };
    const bare = isBare ? await measure({ ...common, database: 'bare', replicas: 1 }) : undefined;
    if (bare !== undefined) tell({ ...common, database: 'bare', replicas: 1 }, bare, bare);
    for (const database of databases) {
      for (const size of database === 'sqlite' ? [1] : replicas) {
        const given: Case = { ...common, database, replicas: size, profileFolder };
        const measured = await measure(given);
        tell(given, measured, bare);
        if (isTellingReasons) tellReasons(measured, given.uploads);
      }
    }
  }
}

function tell({ database, replicas, accounts }: Case, measured: Measured, bare: Measured | undefined): void {
  const {
    perSecond,
    commitsPerUpload,
    fileSyncsPerUpload,
    cpuMsPerUpload,
    othersCpuMsPerUpload,
    serverCpuMsPerUpload,
    post,
    endToEnd,
    rssMegabytes,
  } = measured;
  const share = bare === undefined ? '–' : (perSecond / bare.perSecond).toFixed(2);
  const cells = [
    [database, -12],
    [String(replicas), 8],
    [String(accounts), 10],
    [perSecond.toFixed(0), 12],
    [share, 10],
    [commitsPerUpload.toFixed(1), 8],
    [fileSyncsPerUpload.toFixed(1), 9],
    [cpuMsPerUpload.toFixed(1), 9],
    [othersCpuMsPerUpload.toFixed(1), 10],
    [serverCpuMsPerUpload.toFixed(1), 11],
    [`${post.p50.toFixed(0)}/${post.p99.toFixed(0)}`, 18],
    [`${endToEnd.p50.toFixed(0)}/${endToEnd.p99.toFixed(0)}`, 24],
    [rssMegabytes.toFixed(0), 5],
  ] as const;
  console.log(
    `  ${cells.map(([text, width]) => (width < 0 ? text.padEnd(-width) : text.padStart(width))).join('')}`,
  );
}

function tellReasons({ reasons }: Measured, uploads: number): void {
  for (const [reason, times] of reasons)
    console.log(`      ${(times / uploads).toFixed(2).padStart(6)}  ${reason}`);
}

function readOptions(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      accounts: { type: 'string', default: '600' },
      uploads: { type: 'string', default: '600' },
      databases: { type: 'string', default: 'sqlite,postgres' },
      replicas: { type: 'string', default: '1,3' },
      // V8 has compiled what runs often, in each of several replicas.
      'warm-up': { type: 'string', default: '2000' },
      connections: { type: 'string', default: '32' },
      'no-bare': { type: 'boolean', default: false },
      reasons: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
    },
  });
  const numbers = (text: string) => text.split(',').map(Number);
  const databases = values.databases.split(',').filter((name) => name === 'sqlite' || name === 'postgres');
  const options = {
    accounts: numbers(values.accounts),
    replicas: numbers(values.replicas),
    uploads: Number(values.uploads),
    warmUp: Number(values['warm-up']),
    connections: Number(values.connections),
  };
  const isPositive = (value: number) => Number.isSafeInteger(value) && value > 0;
  if (databases.length === 0 || !Object.values(options).flat().every(isPositive)) throw new Error(USAGE);
  const profileFolder = values.profile ? resolve('.cache/bench/scale/profiles') : undefined;
  if (profileFolder !== undefined) mkdirSync(profileFolder, { recursive: true });
  return {
    ...options,
    databases,
    isBare: !values['no-bare'],
    isTellingReasons: values.reasons,
    profileFolder,
  };
}
