import type { CompiledQuery, Kysely, Transaction } from 'kysely';
import type { Schema } from './schema';

export type Dialect = 'sqlite' | 'postgres';

/** A connection or a transaction: where a query may run. */
export type Queries = Kysely<Schema> | Transaction<Schema>;

/** What differs between the databases, apart from the spelling of some columns. */
export interface StoreBackend {
  readonly dialect: Dialect;
  readonly kysely: Kysely<Schema>;
  /** SQLite: a private folder beside the database, for contact files. Undefined: those are rows. */
  readonly fileFolder?: string;
  /** Milliseconds since 1970. */
  now(queries: Queries): Promise<number>;
  /** Runs a statement that is compiled already; SQLite within a transaction at once, not on the way through Kysely. */
  execute<Row>(db: Queries, statement: CompiledQuery<Row>): Promise<Row[]>;
  /** Resolves when what was committed before is on the disk; on Postgres the commit itself waits for that. */
  syncLog(): Promise<void>;
  /** SQLite: empties the write-ahead log, which keeps deleted rows until it is written over. */
  truncateLog(): Promise<void>;
  /** @throws FileLostError when SQLite's files were deleted or replaced */
  checkFiles(): void;
}
