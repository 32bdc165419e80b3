import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What an older version wrote as the time of a job that was running. */
const TAKEN = Number.MAX_SAFE_INTEGER;

/** What a job is known by has the name that the code gives it, and jobs that are due are found by their kind. */
export const requestsOfJobs: Migration = {
  async up(db) {
    await db.schema.alterTable('job').renameColumn('wish', 'request').execute();
    await db.schema.createIndex('job_due_of_kind').on('job').columns(['kind', 'run_at']).execute();
    await sql`update job set run_at = 0 where run_at = ${TAKEN}`.execute(db);
  },
};
