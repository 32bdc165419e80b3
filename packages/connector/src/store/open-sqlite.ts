import { closeSync, fdatasync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import SqliteDatabase from 'better-sqlite3';
import { Kysely, sql, SqliteDialect, type CompiledQuery } from 'kysely';
import type { Queries, StoreBackend } from './dialect';
import { createFileCheck, LOG_SUFFIX } from './file-in-place';
import { createLogSync } from './log-sync';
import { closeToOthers, makePrivateFile, makePrivateFolder } from './private-file';
import { isDatabaseUnavailable } from './database-unavailable';
import type { Schema } from './schema';
import { StoreError } from './store-error';

const syncData = promisify(fdatasync);

/** Texts of statements that are kept prepared; the connector has fewer, but for lists of other lengths. */
const MAX_PREPARED = 500;

/** Files that SQLite makes beside its own; they get the mode of the database file. */
const SQLITE_SUFFIXES = [LOG_SUFFIX, '-shm', '-journal'];

/**
 * `user_version` of a file without free pages worth a word: it was made, or rewritten, under `secure_delete` (1) and
 * since contact files lie beside it (2), and able to give pages back (3).
 */
const ERASED_VERSION = 3;

/** Free pages that the file gives back at once; that takes some milliseconds. */
const PAGES_GIVEN_BACK = 1_000;

/** How long a start waits for a process that is just letting go of the file. */
const LOCK_WAIT_MS = 3000;

/**
 * Opens the SQLite file for this process alone. A commit writes to the log, and `syncLog` brings that to the disk.
 * @throws StoreError when another process has it, or it cannot be opened
 */
export function openSqlite(path: string, clock: () => number): StoreBackend {
  const file = resolve(path);
  const fileFolder = `${file}-files`;
  const database = openFile(file, fileFolder);
  const log = openSync(file + LOG_SUFFIX, 'r+');
  const prepared = keepPrepared(database, () => closeSync(log));
  const kysely = new Kysely<Schema>({ dialect: new SqliteDialect({ database: prepared }) });
  return {
    dialect: 'sqlite',
    kysely,
    fileFolder,
    now: () => Promise.resolve(clock()),
    checkFiles: createFileCheck(file),
    async execute<Row>(db: Queries, compiled: CompiledQuery<Row>): Promise<Row[]> {
      // There is one connection: an open transaction holds it, and all else waits for it.
      if (!db.isTransaction) return (await db.executeQuery(compiled)).rows;
      const statement = prepared.prepare(compiled.sql);
      if (statement.reader) return statement.all(compiled.parameters) as Row[];
      statement.run(compiled.parameters);
      return [];
    },
    syncLog: createLogSync({
      sync: () => syncData(log),
      async checkpoint() {
        const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(kysely);
        if (rows[0]?.busy !== 0) throw new StoreError(`The log of ${file} could not be written to it.`);
      },
    }),
    async truncateLog() {
      // Through Kysely, which has one transaction at a time: none is open then. `exec` runs it to its end, page by page.
      await kysely.connection().execute(() => {
        database.exec(`pragma incremental_vacuum(${PAGES_GIVEN_BACK})`);
        return Promise.resolve();
      });
      await sql`pragma wal_checkpoint(truncate)`.execute(kysely);
    },
  };
}

function openFile(file: string, fileFolder: string): SqliteDatabase.Database {
  let database: SqliteDatabase.Database | undefined;
  try {
    makePrivateFile(file);
    database = new SqliteDatabase(file, { timeout: LOCK_WAIT_MS });
    // Exclusive before WAL: then no other process can open the file, and no shared memory is needed.
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    // The log is in order: the sync of a commit, in a thread, makes those before it durable as well (sqlite.org/wal.html).
    database.pragma('synchronous = NORMAL');
    // Now it is known to be a database, and no other file that somebody named by mistake.
    closeToOthers(file, SQLITE_SUFFIXES);
    makePrivateFolder(fileFolder);
    // What is deleted is overwritten, and not only marked as free.
    database.pragma('secure_delete = ON');
    database.exec('begin immediate; commit');
    eraseFreePages(database);
    return database;
  } catch (cause) {
    database?.close();
    if (cause instanceof StoreError) throw cause;
    const code = (cause as { code?: string }).code ?? '';
    if (code.startsWith('SQLITE_BUSY')) {
      throw new StoreError(
        `Another process is using ${file}: a SQLite file serves one connector. Stop the other one, ` +
          'or give both a Postgres database (DATABASE_URL=postgres://…).',
        { cause },
      );
    }
    throw new StoreError(`${file} cannot be opened as the connector's database (${code || String(cause)}).`, {
      cause,
    });
  }
}

/**
 * Rewrites a file once that was made before deleted rows were overwritten and free pages given back, and cuts the log
 * that a killed process left. If the disk has no room for that, the next start tries again.
 */
function eraseFreePages(database: SqliteDatabase.Database): void {
  try {
    if (database.pragma('user_version', { simple: true }) !== ERASED_VERSION) {
      database.pragma('auto_vacuum = INCREMENTAL');
      database.exec('vacuum');
      database.pragma(`user_version = ${ERASED_VERSION}`);
    }
    database.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
  }
}

/** Kysely prepares a statement each time it runs it, which costs more than most of them take to run. */
function keepPrepared(database: SqliteDatabase.Database, onClose: () => void) {
  const prepared = new Map<string, SqliteDatabase.Statement>();
  return {
    close(): void {
      database.close();
      onClose();
    },
    prepare(text: string): SqliteDatabase.Statement {
      // A full disk has SQLite roll back by itself; another rollback would fail and hide the reason.
      if (text === 'rollback' && !database.inTransaction) return database.prepare('select 1 where 0');
      const statement = prepared.get(text) ?? database.prepare(text);
      // As the one that was used last; the one that was not used for longest makes room.
      prepared.delete(text);
      prepared.set(text, statement);
      const [oldest] = prepared.keys();
      if (prepared.size > MAX_PREPARED && oldest !== undefined) prepared.delete(oldest);
      return statement;
    },
  };
}
