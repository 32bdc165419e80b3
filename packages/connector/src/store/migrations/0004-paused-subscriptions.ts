import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Subscriptions whose URL has no webhook registered wait, with a probe now and then. */
export const pausedSubscriptions: Migration = {
  async up(db) {
    await sql`alter table subscription add column paused_at bigint`.execute(db);
    await sql`alter table subscription add column probe_at bigint`.execute(db);
  },
};
