import { sql, type Kysely } from 'kysely';
import type { Schema } from '../../src/store/schema';

/** How the tables were before each migration that a test goes back behind, the newest last. */
const UNDO: Readonly<Record<string, (db: Kysely<Schema>) => Promise<void>>> = {
  async '0007-notices'(db) {
    for (const column of ['notices_json', 'last_error', 'next_attempt_at'])
      await db.schema.alterTable('upload').dropColumn(column).execute();
  },
  async '0008-campaigns'(db) {
    await db.schema.dropIndex('upload_by_user').execute();
  },
  async '0010-console'(db) {
    await db.schema.dropTable('stored_account').execute();
    for (const index of ['upload_by_age', 'delivery_by_upload', 'delivery_by_subscription'])
      await db.schema.dropIndex(index).execute();
    await db.schema.alterTable('delivery').dropColumn('attempts_json').execute();
    await db.schema.alterTable('upload').dropColumn('history_json').execute();
  },
  async '0013-dead-columns'(db) {
    await sql`alter table upload add column version bigint not null default 0`.execute(db);
    await sql`alter table file add column name text not null default ''`.execute(db);
  },
  async '0014-requests-of-jobs'(db) {
    await db.schema.dropIndex('job_due_of_kind').execute();
    await db.schema.alterTable('job').renameColumn('request', 'wish').execute();
  },
};

/** Leaves the tables as they were before a migration, with what is in them. */
export async function goBackBefore(db: Kysely<Schema>, migration: string): Promise<void> {
  const later = Object.entries(UNDO).filter(([name]) => name >= migration);
  for (const [, undo] of later.reverse()) await undo(db);
  await sql`delete from kysely_migration where name >= ${migration}`.execute(db);
}
