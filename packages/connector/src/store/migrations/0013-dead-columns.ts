import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Drops the names of files and the versions of uploads, which nothing reads. */
export const deadColumns: Migration = {
  async up(db) {
    const statements = [
      sql`update file set kind = 'json_contacts' where kind = 'source' and name = 'contacts.json'
        and upload_id in (select id from upload where source = 'contacts')`,
      sql`alter table file drop column name`,
      sql`alter table upload drop column version`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};
