import { sql } from 'kysely';

/** From milliseconds since 1970, which columns hold, to the form that clients read. */
export function toIso(ms: number): string {
  return new Date(ms).toISOString();
}

export const toJson = JSON.stringify as (value: unknown) => string;

/**
 * Values that partial indexes are conditioned on, as parts of a statement and not as its parameters: SQLite compiles a
 * statement anew each time a parameter is bound that could decide which index it uses (sqlite.org,
 * `sqlite3_prepare_v2`).
 */
export const WAITING = sql.lit('waiting' as const);
export const PENDING = sql.lit('pending' as const);
export const YES = sql.lit(1 as const);

/**
 * A number of rows as a parameter of a statement: the bare parameter would have SQLite compile the statement anew, as
 * it looks at its value. So does a parameter that a column equals where rows are sorted; `in` with one value does not.
 */
export const limitTo = (rows: number) => sql<number>`cast(${rows} as bigint)`;

/** `(…), (…)`: rows of parameters. */
export const rowsOf = (rows: readonly (readonly unknown[])[]) =>
  sql.join(rows.map((row) => sql`(${sql.join(row)})`));
