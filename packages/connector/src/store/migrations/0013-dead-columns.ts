import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Names of files and versions of uploads go: only what was stored as JSON was ever told by its name. */
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
