import { randomInt } from 'node:crypto';
import { sql, type Selectable } from 'kysely';
import { limitTo, rowsOf } from '../store/columns';
import type { Queries } from '../store/dialect';
import type { ClaimedJob, JobChanges, JobKind } from '../store/job-request';
import type { Store } from '../store/open-store';
import type { JobTable as JobColumns } from '../store/schema';

type JobRow = Selectable<JobColumns>;

/** A job that was removed and is requested again must not look like the one that still runs. */
const MAX_REQUEST = 2 ** 48 - 1;

/** The rows of the embedded engine: requests that wait or are being run. Which of them run, its one process knows. */
export class JobTable {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** @param running claims: the time of a request that is being run does not apply to the next */
  async write(db: Queries, changes: JobChanges, running: readonly ClaimedJob[]): Promise<void> {
    const { requests, completed, withdrawn } = changes;
    if (completed.length > 0) await this.remove(completed, db);
    if (withdrawn.length > 0) {
      const rows = withdrawn.map(({ kind, key }) => [kind, key]);
      await this.#store.run(db, 'withdraw jobs', rows.flat(), () =>
        sql`delete from job where (kind, key) in (values ${rowsOf(rows)})`.compile(db),
      );
    }
    if (requests.length === 0) return;
    const rows = requests.map(({ kind, key, runAt }) => [kind, key, runAt, randomInt(MAX_REQUEST)]);
    const claims = running.map(({ claim }) => Number(claim));
    const earliest = sql`min(job.run_at, excluded.run_at)`;
    const runAt =
      claims.length === 0
        ? earliest
        : sql`case when job.request in (${sql.join(claims)}) then excluded.run_at else ${earliest} end`;
    await this.#store.run(db, `request jobs, ${claims.length} running`, [...rows.flat(), ...claims], () =>
      sql`insert into job (kind, key, run_at, request) values ${rowsOf(rows)} on conflict (kind, key)
        do update set run_at = ${runAt}, request = excluded.request, failures = 0`.compile(db),
    );
  }

  /** Removes the requests that were run, not those that came meanwhile. */
  async remove(jobs: readonly ClaimedJob[], db: Queries = this.#store.db): Promise<void> {
    const rows = jobs.map(({ kind, key, claim }) => [kind, key, Number(claim)]);
    await this.#store.run(db, 'remove jobs', rows.flat(), () =>
      sql`delete from job where (kind, key, request) in (values ${rowsOf(rows)})`.compile(db),
    );
  }

  /** Requests of a kind that are due, those first that have been due for longest. */
  async findDue(kind: JobKind, now: number, limit: number): Promise<ClaimedJob[]> {
    const { db } = this.#store;
    const most = limitTo(limit);
    const due = await this.#store.run(db, `due ${kind}`, [now, limit], () =>
      // As a parameter, the kind would have SQLite compile the statement anew each time it is run.
      sql<Pick<JobRow, 'key' | 'request' | 'failures'>>`select key, request, failures from job
        where kind = ${sql.lit(kind)} and run_at <= ${now} order by run_at limit ${most}`.compile(db),
    );
    return due.map(({ key, request, failures }) => ({ kind, key, claim: String(request), failures }));
  }

  /** When the next request after a time is due: milliseconds since 1970. */
  async findNext(now: number): Promise<number | undefined> {
    const next = await this.#store.db
      .selectFrom('job')
      .select((eb) => eb.fn.min('run_at').as('at'))
      .where('run_at', '>', now)
      .executeTakeFirst();
    return next?.at ?? undefined;
  }

  /** To run it again, at the latest when a request that came meanwhile is due. */
  async postpone({ kind, key, claim, failures }: ClaimedJob, delayMs: number): Promise<void> {
    const runAt = (await this.#store.now()) + delayMs;
    await this.#store.db
      .updateTable('job')
      .set({
        run_at: sql<number>`case when request = ${Number(claim)} then ${runAt} else min(run_at, ${runAt}) end`,
        failures: failures + 1,
      })
      .where('kind', '=', kind)
      .where('key', '=', key)
      .execute();
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
      .where('kind', '!=', 'remind')
      .execute();
  }
}
