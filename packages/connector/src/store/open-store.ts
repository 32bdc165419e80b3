import type { CompiledQuery, Kysely } from 'kysely';
import type { Dialect, Queries } from './dialect';
import { proveFolderWrite } from './file-folder';
import { migrate } from './migrate';
import { openSqlite } from './open-sqlite';
import type { Schema } from './schema';
import { Statements } from './statements';

/** The database, whichever it is: one query layer over both. */
export interface Store {
  readonly dialect: Dialect;
  readonly db: Kysely<Schema>;
  /** Where contact files lie, encrypted; undefined if they are rows. */
  readonly fileFolder: string | undefined;
  /** Milliseconds since 1970: the process's clock on SQLite, the database's on Postgres. */
  now(queries?: Queries): Promise<number>;
  /**
   * Runs a statement that is compiled once for each number of its parameters, and not for their values.
   * @param name of the statement, which no other has
   * @param parameters in the order of their places in the statement
   */
  run<Row>(
    db: Queries,
    name: string,
    parameters: readonly unknown[],
    compile: () => CompiledQuery<Row>,
  ): Promise<Row[]>;
  /** Resolves when what was committed before is on the disk. Nothing is acknowledged earlier. */
  syncLog(): Promise<void>;
  /** After a deletion: SQLite's write-ahead log keeps no copy of what was deleted, and its file gives room back. */
  truncateLog(): Promise<void>;
  /** @throws FileLostError when what is written to SQLite would be lost */
  checkFiles(): void;
  /** @throws FileLostError or the database's error when a write, or one of a contact file, would fail or be lost */
  proveWrite(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the database and brings its tables up to date, under a lock.
 * @param url `file:<path>` or `postgres://…`
 * @param clock milliseconds since 1970, for SQLite
 * @throws StoreError when it cannot be opened, or another process holds the SQLite file
 */
export async function openStore(url: string, clock: () => number): Promise<Store> {
  const backend = url.startsWith('file:')
    ? openSqlite(url.slice('file:'.length), clock)
    : await (await import('./open-postgres.js')).openPostgres(url);
  const { dialect, kysely } = backend;
  const statements = new Statements();
  try {
    await migrate(kysely, dialect);
  } catch (error) {
    await kysely.destroy();
    throw error;
  }
  return {
    dialect,
    db: kysely,
    fileFolder: backend.fileFolder,
    now: (queries = kysely) => backend.now(queries),
    run: (db, name, parameters, compile) =>
      backend.execute(db, statements.with(`${name} ${parameters.length}`, compile, parameters)),
    syncLog: () => backend.syncLog(),
    truncateLog: () => backend.truncateLog(),
    checkFiles: () => backend.checkFiles(),
    async proveWrite() {
      const checked_at = await backend.now(kysely);
      await kysely
        .insertInto('readiness')
        .values({ id: 1, checked_at })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ checked_at }))
        .execute();
      await backend.syncLog();
      backend.checkFiles();
      if (backend.fileFolder !== undefined) await proveFolderWrite(backend.fileFolder);
    },
    close: () => kysely.destroy(),
  };
}
