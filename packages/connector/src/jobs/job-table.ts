import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import type { Queries } from '../store/dialect';
import type { ClaimedJob, Job, JobChanges, JobKind } from '../store/job-request';
import type { Store } from '../store/open-store';

/** `run_at` of a job that is running: later than any other, so that a new request brings its own time. */
const TAKEN = Number.MAX_SAFE_INTEGER;

/** A job that was removed and is requested again must not look like the one that still runs. */
const MAX_REQUEST = 2 ** 48 - 1;

/** The rows of the embedded engine: requests that wait, and those that its one process is running. */
export class JobTable {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async write(db: Queries, { requests, completed, withdrawn }: JobChanges): Promise<void> {
    if (completed.length > 0) await this.remove(completed, db);
    if (withdrawn.length > 0) {
      const rows = withdrawn.map(({ kind, key }) => sql`(${kind}, ${key})`);
      await sql`delete from job where (kind, key) in (values ${sql.join(rows)})`.execute(db);
    }
    if (requests.length === 0) return;
    const rows = requests.map(({ kind, key, runAt }) => ({
      kind,
      key,
      run_at: runAt,
      request: randomInt(MAX_REQUEST),
    }));
    await db
      .insertInto('job')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['kind', 'key']).doUpdateSet({
          run_at: sql<number>`min(job.run_at, excluded.run_at)`,
          request: sql<number>`excluded.request`,
          failures: 0,
        }),
      )
      .execute();
  }

  /** Removes the requests that were run, not those that came meanwhile. */
  async remove(jobs: readonly ClaimedJob[], db: Queries = this.#store.db): Promise<void> {
    const rows = jobs.map(({ kind, key, claim }) => sql`(${kind}, ${key}, ${Number(claim)})`);
    await sql`delete from job where (kind, key, request) in (values ${sql.join(rows)})`.execute(db);
  }

  /** Takes jobs of a kind that are due, those first that have been due for longest. */
  async claim(kind: JobKind, now: number, limit: number): Promise<ClaimedJob[]> {
    const due = this.#store.db
      .selectFrom('job')
      .select('key')
      .where('kind', '=', kind)
      .where('run_at', '<=', now)
      .orderBy('run_at')
      .limit(limit);
    const claimed = await this.#store.db
      .updateTable('job')
      .set({ run_at: TAKEN })
      .where('kind', '=', kind)
      .where('key', 'in', due)
      .returning(['key', 'request', 'failures'])
      .execute();
    return claimed.map(({ key, request, failures }) => ({ kind, key, claim: String(request), failures }));
  }

  /** When the next request after a time is due: milliseconds since 1970. */
  async findNext(now: number): Promise<number> {
    const next = await this.#store.db
      .selectFrom('job')
      .select((eb) => eb.fn.min('run_at').as('at'))
      .where('run_at', '>', now)
      .executeTakeFirst();
    return next?.at ?? TAKEN;
  }

  /** To run it again, at the latest when a request that came meanwhile is due. */
  async postpone({ kind, key, failures }: ClaimedJob, delayMs: number): Promise<void> {
    const runAt = (await this.#store.now()) + delayMs;
    await this.#store.db
      .updateTable('job')
      .set({ run_at: sql<number>`min(run_at, ${runAt})`, failures: failures + 1 })
      .where('kind', '=', kind)
      .where('key', '=', key)
      .execute();
  }

  /** Requests again what counts as running and is not. */
  async giveBack(db: Queries, now: number, isRunning: (job: Job) => boolean): Promise<void> {
    const taken = await db.selectFrom('job').select(['kind', 'key']).where('run_at', '=', TAKEN).execute();
    for (const { kind, key } of taken) {
      if (isRunning({ kind: kind as JobKind, key })) continue;
      await db
        .updateTable('job')
        .set({ run_at: now })
        .where('kind', '=', kind)
        .where('key', '=', key)
        .execute();
    }
  }

  /** At the start: what counts as running was run by a process that has ended. */
  async giveBackAll(): Promise<void> {
    await this.#store.db.updateTable('job').set({ run_at: 0 }).where('run_at', '=', TAKEN).execute();
  }

  /**
   * The clock was set back: what was timed by the old one is looked at now, and asks to be run again if it is not
   * due. A `notifyBy` is a time of the user's, and stays.
   */
  async reschedule(now: number): Promise<void> {
    await this.#store.db
      .updateTable('job')
      .set({ run_at: now })
      .where('run_at', '>', now)
      .where('run_at', '<', TAKEN)
      .where('kind', '!=', 'remind')
      .execute();
  }
}
