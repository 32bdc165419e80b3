import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgresServer } from '../../test/harness/postgres-server';

export type DatabaseKind = 'sqlite' | 'postgres';

/** What the server of a database did; SQLite has none. */
export interface ServerCounts {
  /** Syncs of the write-ahead log. */
  readonly commits: number;
  readonly cpuMs: number;
}

export interface ScaleDatabase {
  readonly url: string;
  readServer(): Promise<ServerCounts | undefined>;
  remove(): Promise<void>;
}

/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;

/** A new database, on Postgres with a server of its own. */
export async function makeDatabase(kind: DatabaseKind): Promise<ScaleDatabase> {
  if (kind === 'sqlite') {
    const folder = await mkdtemp(join(tmpdir(), 'bench-scale-'));
    return {
      url: `file:${join(folder, 'connector.sqlite')}`,
      readServer: () => Promise.resolve(undefined),
      remove: () => rm(folder, { recursive: true }),
    };
  }
  const server = await startPostgresServer();
  const url = await server.database('scale');
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ pid: string }>(
    "select pid::text from pg_stat_activity where backend_type = 'checkpointer'",
  );
  const checkpointer = Number(rows[0]?.pid);
  return {
    url,
    async readServer() {
      await client.query('select pg_stat_force_next_flush()');
      const synced = await client.query<{ syncs: string }>(
        "select sum(fsyncs) as syncs from pg_stat_io where object = 'wal'",
      );
      return { commits: Number(synced.rows[0]?.syncs ?? 0), cpuMs: await cpuOfFamily(checkpointer) };
    },
    async remove() {
      await client.end();
      await server.stop();
    },
  };
}

/** Of all processes with the parent of this one, and of those of them that have ended. */
async function cpuOfFamily(member: number): Promise<number> {
  const stats = await Promise.all(
    (await readdir('/proc'))
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')),
  );
  // The name of the program, in brackets, may hold spaces.
  const fields = stats.map((stat) => ({
    pid: Number.parseInt(stat),
    rest: stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number),
  }));
  const parent = fields.find(({ pid }) => pid === member)?.rest[1];
  const ticks = fields
    .filter(({ pid, rest }) => pid === parent || rest[1] === parent)
    .reduce(
      (sum, { pid, rest }) => sum + rest[11]! + rest[12]! + (pid === parent ? rest[13]! + rest[14]! : 0),
      0,
    );
  return ticks * TICK_MS;
}
