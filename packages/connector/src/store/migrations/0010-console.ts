import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What the console shows: accounts that are stored, tries of deliveries, the history of uploads; and its indexes. */
export const forConsole: Migration = {
  async up(db) {
    const statements = [
      sql`create table stored_account (
        id text primary key,
        username text not null,
        upload_url text,
        api_key_sealed text not null,
        created_at bigint not null,
        updated_at bigint not null
      )`,
      sql`alter table delivery add column attempts_json text`,
      sql`alter table upload add column history_json text`,
      sql`create index upload_by_age on upload (created_at)`,
      sql`create index delivery_by_upload on delivery (upload_id, seq)`,
      sql`create index delivery_by_subscription on delivery (subscription_id, seq)`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};
