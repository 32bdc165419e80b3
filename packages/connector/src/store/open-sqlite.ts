import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import type { StoreBackend } from './dialect';
import type { Schema } from './schema';
import { StoreError } from './store-error';

/** Texts of statements that are kept prepared; the connector has fewer, but for lists of other lengths. */
const MAX_PREPARED = 500;

/** How long a start waits for a process that is just letting go of the file. */
const LOCK_WAIT_MS = 3000;

/**
 * Opens the SQLite file for this process alone: `synchronous=FULL`, so that what was answered is on the disk.
 * @throws StoreError when another process has it, or it cannot be opened
 */
export function openSqlite(path: string, clock: () => number): StoreBackend {
  const file = resolve(path);
  const database = openFile(file);
  return {
    dialect: 'sqlite',
    kysely: new Kysely<Schema>({ dialect: new SqliteDialect({ database: keepPrepared(database) }) }),
    now: () => Promise.resolve(clock()),
  };
}

function openFile(file: string): SqliteDatabase.Database {
  let database: SqliteDatabase.Database | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    database = new SqliteDatabase(file, { timeout: LOCK_WAIT_MS });
    // Exclusive before WAL: then no other process can open the file, and no shared memory is needed.
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.exec('begin immediate; commit');
    return database;
  } catch (cause) {
    database?.close();
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

/** Kysely prepares a statement each time it runs it, which costs more than most of them take to run. */
function keepPrepared(database: SqliteDatabase.Database) {
  const prepared = new Map<string, SqliteDatabase.Statement>();
  return {
    close: () => void database.close(),
    prepare(text: string): SqliteDatabase.Statement {
      let statement = prepared.get(text);
      if (statement === undefined) {
        if (prepared.size >= MAX_PREPARED) prepared.clear();
        statement = database.prepare(text);
        prepared.set(text, statement);
      }
      return statement;
    },
  };
}
