import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { cpuMsOfFamily } from './processor-time';
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
      return { commits: Number(synced.rows[0]?.syncs ?? 0), cpuMs: await cpuMsOfFamily(checkpointer) };
    },
    async remove() {
      await client.end();
      await server.stop();
    },
  };
}
