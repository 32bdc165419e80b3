import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What is removed by its age is found by it. */
export const retention: Migration = {
  async up(db) {
    await sql`create index callback_by_age on callback (received_at)`.execute(db);
    await sql`create index file_by_age on file (kind, created_at)`.execute(db);
  },
};
