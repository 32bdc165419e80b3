import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { errorCode } from '../observe/error-code';
import { isDatabaseUnavailable } from './database-unavailable';
import type { Dialect } from './dialect';
import { firstTables } from './migrations/0001-first-tables';
import { retention } from './migrations/0002-retention';
import { erasure } from './migrations/0003-erasure';
import { pausedSubscriptions } from './migrations/0004-paused-subscriptions';
import { readiness } from './migrations/0006-readiness';
import { notices } from './migrations/0007-notices';
import { campaigns } from './migrations/0008-campaigns';
import { forConsole } from './migrations/0010-console';
import { deadColumns } from './migrations/0013-dead-columns';
import { requestsOfJobs } from './migrations/0014-requests-of-jobs';
import type { Schema } from './schema';
import { StoreError } from './store-error';

/**
 * Brings the tables up to date under a lock, all of them or none.
 * @throws StoreError that says why they cannot be
 */
export async function migrate(db: Kysely<Schema>, dialect: Dialect): Promise<void> {
  const migrations = migrationsFor(dialect);
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const run = async (): Promise<unknown> => (await migrator.migrateToLatest()).error;
  const error = await (dialect === 'sqlite' ? inTransaction(db, run) : run());
  if (error !== undefined) throw await explainFault(db, Object.keys(migrations), error);
}

function migrationsFor(dialect: Dialect): Record<string, Migration> {
  return {
    '0001-first-tables': firstTables(dialect),
    '0002-retention': retention,
    '0003-erasure': erasure,
    '0004-paused-subscriptions': pausedSubscriptions,
    '0006-readiness': readiness,
    '0007-notices': notices,
    '0008-campaigns': campaigns,
    '0010-console': forConsole,
    '0013-dead-columns': deadColumns,
    '0014-requests-of-jobs': requestsOfJobs,
  };
}

/**
 * Kysely opens one for Postgres alone, but SQLite, with its one connection, can undo the making of tables as well.
 * @param run returns its error, or undefined
 * @returns that, or the error of the transaction
 */
async function inTransaction(db: Kysely<Schema>, run: () => Promise<unknown>): Promise<unknown> {
  try {
    await sql.raw('begin immediate').execute(db);
    const error = await run();
    await sql.raw(error === undefined ? 'commit' : 'rollback').execute(db);
    return error;
  } catch (error) {
    await sql.raw('rollback').execute(db);
    return error;
  }
}

/** A table is there already: SQLite has no code of its own for it. */
const TABLE_EXISTS = ['SQLITE_ERROR', '42P07'];

async function explainFault(
  db: Kysely<Schema>,
  known: readonly string[],
  cause: unknown,
): Promise<StoreError> {
  const code = errorCode(cause);
  if (isDatabaseUnavailable(cause))
    return new StoreError(
      `The tables of the connector could not be brought up to date: the database takes no writes (${code ?? 'no code'}). ` +
        'If its disk is full, make room, then start the connector again.',
      { cause },
    );
  const executed = await findExecuted(db);
  const unknown = executed.filter((name) => !known.includes(name));
  const isForeign = executed.length === unknown.length && (executed.length > 0 || isExistingTable(code));
  if (isForeign)
    return new StoreError(
      'DATABASE_URL names a database with tables that the connector has not made: give it a database of its own.',
      { cause },
    );
  if (unknown.length > 0)
    return new StoreError(
      `The database of DATABASE_URL was used by a newer version of the connector (it has ${unknown.join(', ')}): ` +
        'start that version, or restore a backup from before the upgrade.',
      { cause },
    );
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StoreError(`The tables of the connector could not be made or brought up to date: ${reason}`, {
    cause,
  });
}

function isExistingTable(code: string | undefined): boolean {
  return code !== undefined && TABLE_EXISTS.includes(code);
}

/** The migrations that the database has had; none where there is no table of them. */
async function findExecuted(db: Kysely<Schema>): Promise<string[]> {
  try {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
    return rows.map(({ name }) => name);
  } catch {
    return [];
  }
}
