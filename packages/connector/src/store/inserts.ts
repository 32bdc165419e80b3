import {
  sql,
  type Compilable,
  type Insertable,
  type InsertQueryBuilder,
  type InsertResult,
  type RawBuilder,
  type Transaction,
} from 'kysely';
import type { Schema } from './schema';

/** Rows of one statement: SQLite takes 32,766 parameters, and Postgres 65,535. */
const MAX_ROWS = 500;

export type InsertedTable =
  'upload' | 'part' | 'send' | 'event' | 'delivery' | 'callback' | 'file' | 'file_chunk';

export type InsertInto<Table extends InsertedTable> = InsertQueryBuilder<Schema, Table, InsertResult>;

/** A statement by its name, as `Statements` knows it. */
interface Insert {
  readonly name: string;
  readonly parameters: readonly unknown[];
  readonly query: () => Compilable;
}

/**
 * As many statements as it takes to insert rows, each with the columns of the first.
 * @param complete what the statements are besides
 */
export function insertsOf<Table extends InsertedTable>(
  db: Transaction<Schema>,
  table: Table,
  rows: readonly Insertable<Schema[Table]>[],
  complete: (insert: InsertInto<Table>) => InsertInto<Table> = (insert) => insert,
): Insert[] {
  const inserts: Insert[] = [];
  for (let first = 0; first < rows.length; first += MAX_ROWS) {
    const some = rows.slice(first, first + MAX_ROWS);
    const columns = Object.keys(some[0] ?? {}) as (keyof (typeof some)[number])[];
    inserts.push({
      name: `insert into ${table} ${columns.join()}`,
      parameters: some.flatMap((row) => columns.map((column) => row[column])),
      query: () => complete(db.insertInto(table).values(some)),
    });
  }
  return inserts;
}

/** `set column = excluded.column` for each. */
export function excluded<Column extends string>(
  columns: readonly Column[],
): Record<Column, RawBuilder<never>> {
  const pairs = columns.map((column) => [column, sql.ref(`excluded.${column}`)]);
  return Object.fromEntries(pairs) as Record<Column, RawBuilder<never>>;
}
