import { sql } from 'kysely';

/** Milliseconds since 1970, as columns hold them, in the form that clients read. */
export function toIso(ms: number): string {
  return new Date(ms).toISOString();
}

export const toJson = JSON.stringify as (value: unknown) => string;

/**
 * What partial indexes are made for, as parts of a statement and not as its parameters: SQLite compiles a statement
 * anew each time a parameter is bound that could decide which index it uses (sqlite.org, `sqlite3_prepare_v2`).
 */
export const WAITING = sql.lit('waiting' as const);
export const YES = sql.lit(1 as const);
