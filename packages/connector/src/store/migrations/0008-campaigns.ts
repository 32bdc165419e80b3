import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The newest upload of each campaign is found by it. */
export const campaigns: Migration = {
  async up(db) {
    await sql`create index upload_by_user on upload (username, campaign_name, seq)`.execute(db);
  },
};
