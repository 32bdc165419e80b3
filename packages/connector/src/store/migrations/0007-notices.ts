import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What is worth knowing about a contact file, and why a fetch or a send is being retried. */
export const notices: Migration = {
  async up(db) {
    await sql`alter table upload add column notices_json text`.execute(db);
    await sql`alter table upload add column last_error text`.execute(db);
    await sql`alter table upload add column next_attempt_at bigint`.execute(db);
  },
};
