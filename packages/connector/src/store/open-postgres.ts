import { Kysely, PostgresDialect, sql } from 'kysely';
import { Pool, types } from 'pg';
import type { StoreBackend } from './dialect';
import { CONNECTIONS, postgresPool } from './postgres-pool';
import type { Schema } from './schema';
import { StoreError } from './store-error';

/** A replica that is frozen in a transaction must not hold its locks: the server ends the session. */
const IDLE_IN_TRANSACTION_MS = 10_000;

/**
 * Opens a pool of connections.
 * @throws StoreError when the server does not answer
 */
export async function openPostgres(url: string): Promise<StoreBackend> {
  const pool = new Pool({
    ...postgresPool({
      connectionString: url,
      max: CONNECTIONS.store,
      application_name: 'ozonetel-connector',
    }),
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    types: {
      // Times and counts stay far below 2 ** 53.
      getTypeParser: (oid, format) =>
        oid === types.builtins.INT8 ? Number : (types.getTypeParser(oid, format) as unknown),
    },
  });
  // An idle connection that the server closed: the pool makes another.
  pool.on('error', () => undefined);
  // One that is lost between two queries of a transaction: the next query says so.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  try {
    await sql`select 1`.execute(kysely);
  } catch (cause) {
    await kysely.destroy();
    const code = (cause as { code?: string }).code ?? 'no code';
    throw new StoreError(`The Postgres server of DATABASE_URL does not take the connection (${code}).`, {
      cause,
    });
  }
  return {
    dialect: 'postgres',
    kysely,
    now: async (queries) => {
      const { rows } = await sql<{ now: number }>`
        select (extract(epoch from clock_timestamp()) * 1000)::bigint as now`.execute(queries);
      return rows[0]?.now ?? Number.NaN;
    },
    execute: async (db, statement) => (await db.executeQuery(statement)).rows,
    syncLog: () => Promise.resolve(),
    truncateLog: () => Promise.resolve(),
    checkFiles: () => undefined,
  };
}
