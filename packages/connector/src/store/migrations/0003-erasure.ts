import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Files under keys of their own, texts that go by their age, and the keys of requests whose uploads were erased. */
export const erasure: Migration = {
  async up(db) {
    const statements = [
      sql`alter table file add column key_sealed text`,
      sql`alter table upload add column texts_erased bigint not null default 0`,
      sql`create index upload_texts_by_age on upload (updated_at) where texts_erased = 0`,
      sql`create index event_by_age on event (created_at)`,
      sql`create table erased_request (key_hash text primary key, erased_at bigint not null)`,
      sql`create index erased_request_by_age on erased_request (erased_at)`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};
