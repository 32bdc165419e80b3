import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** One row, which a process writes to learn whether the database takes writes. */
export const readiness: Migration = {
  async up(db) {
    await sql`create table readiness (id bigint primary key, checked_at bigint not null)`.execute(db);
  },
};
