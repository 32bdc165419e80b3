import { fromKysely, PgBoss } from 'pg-boss';
import type { Logger } from '../observe/logger';
import type { Queries } from '../store/dialect';
import type { Store } from '../store/open-store';
import {
  JOB_KINDS,
  type ClaimedJob,
  type JobChanges,
  type JobKind,
  type JobRequest,
} from '../store/job-request';
import { CONCURRENCY, MAX_WAITING, type Engine, type JobRun, type RunJob } from './engine';
import { KindWorkers } from './kind-workers';
import { CONNECTIONS, postgresPool } from '../store/postgres-pool';
import { createSampledWarning } from '../observe/sampled-warning';

/** Workers of a kind in one process; the most that Postgres is asked for at once. */
const MAX_WORKERS = 16;
/** The safety net, when the process that was to run a job is gone. */
const POLLING_SECONDS = 2;
/** A job whose process sends no heartbeat for this long is given to another. */
const HEARTBEAT_SECONDS = 30;
const EXPIRE_SECONDS = 15 * 60;
/** A file may wait long before it is checked. */
const EXPIRE_PREPARE_SECONDS = 12 * 60 * 60;
/** The results are in the connector's own tables. */
const KEEP_DONE_SECONDS = 60;
const STOP_TIMEOUT_MS = 25_000;
/** Later ones are left to polling: it comes round often enough for them. */
const MAX_TIMED_MS = 10 * 60_000;
const SCHEMA = 'connector_jobs';

const QUEUE = {
  retryLimit: 1_000_000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  heartbeatSeconds: HEARTBEAT_SECONDS,
  deleteAfterSeconds: KEEP_DONE_SECONDS,
};

/**
 * The engine of any number of processes over one Postgres: pg-boss carries the jobs, enqueued inside the connector's
 * transactions. The table `job` holds the earliest request for each, so that a thousand uploads of one account
 * ask for one look at it and not for a thousand.
 */
export class PgBossEngine implements Engine {
  readonly #store: Store;
  readonly #logger: Logger;
  readonly #boss: PgBoss;
  readonly #workers = new Map<JobKind, KindWorkers>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #onWorkerFault = (error: unknown): void =>
    this.#logger.error({ err: error }, 'a worker could not be started or stopped');
  #isStopping = false;

  constructor(store: Store, connectionString: string, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
    this.#boss = new PgBoss({
      ...postgresPool({
        connectionString,
        max: CONNECTIONS.jobs,
        application_name: 'ozonetel-connector jobs',
      }),
      schema: SCHEMA,
      schedule: false,
    });
    // The database is away: its jobs wait, and are asked for again.
    this.#boss.on('error', createSampledWarning(logger, 'pg-boss could not reach its tables'));
  }

  /** Makes the queues, so that jobs can be enqueued before the first is run. */
  async prepare(): Promise<void> {
    await this.#boss.start();
    for (const kind of JOB_KINDS) {
      const expireInSeconds = kind === 'prepare' ? EXPIRE_PREPARE_SECONDS : EXPIRE_SECONDS;
      await this.#boss.createQueue(kind, { ...QUEUE, expireInSeconds });
      // An older version may have created it with another limit.
      await this.#boss.updateQueue(kind, { expireInSeconds });
    }
  }

  async write(db: Queries, { requests, completed }: JobChanges): Promise<void> {
    for (const [kind, jobs] of Map.groupBy(completed, ({ kind }) => kind)) {
      const attempts = jobs.map(({ claim, failures }) => ({ id: claim, retryCount: failures }));
      await this.#boss.complete(kind, attempts, undefined, { db: fromKysely(db) });
    }
    if (requests.length > 0) await this.#enqueue(db, requests);
  }

  async #enqueue(db: Queries, requests: readonly JobRequest[]): Promise<void> {
    const earlier = await db
      .insertInto('job')
      .values(requests.map(({ kind, key, runAt }) => ({ kind, key, run_at: runAt })))
      .onConflict((conflict) =>
        conflict
          .columns(['kind', 'key'])
          .doUpdateSet((eb) => ({ run_at: eb.ref('excluded.run_at') }))
          .whereRef('job.run_at', '>', 'excluded.run_at'),
      )
      .returning(['kind', 'key', 'run_at'])
      .execute();
    for (const [kind, jobs] of Map.groupBy(earlier, ({ kind }) => kind)) {
      const inserts = jobs.map(({ key, run_at: runAt }) => ({ data: { key }, startAfter: new Date(runAt) }));
      await this.#boss.insert(kind, inserts, { db: fromKysely(db) });
    }
  }

  committed({ requests }: JobChanges): void {
    for (const request of requests) this.#wakeAt(request);
  }

  /** A process that dies between taking a job and beginning it leaves its request behind, and new ones count as known. */
  async recall(db: Queries, now: number, dueBefore: number): Promise<void> {
    const left = await db
      .updateTable('job')
      .set({ run_at: now })
      .where('run_at', '<', dueBefore)
      .returning(['kind', 'key'])
      .execute();
    for (const { kind, key } of left) await this.#boss.send(kind, { key }, { db: fromKysely(db) });
  }

  async start(run: RunJob): Promise<void> {
    for (const kind of JOB_KINDS) {
      const workers: KindWorkers = new KindWorkers({
        start: () => this.#startWorker(workers, kind, run),
        stop: (id) => void this.#boss.offWork(kind, { id, wait: false }).catch(this.#onWorkerFault),
        notify: (id) => this.#boss.notifyWorker(id),
      });
      this.#workers.set(kind, workers);
      const count = Math.min(CONCURRENCY[kind], MAX_WORKERS);
      for (let added = 0; added < count; added += 1) await workers.add();
    }
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#timers.forEach((timer) => clearTimeout(timer));
    await this.#boss.stop({ graceful: true, timeout: STOP_TIMEOUT_MS, close: false });
  }

  async close(): Promise<void> {
    await this.#boss.stop({ close: true });
  }

  /** Each is asked for alone: of several that pg-boss makes at once, only the first can be notified. */
  async #startWorker(workers: KindWorkers, kind: JobKind, run: RunJob): Promise<string> {
    const options = { pollingIntervalSeconds: POLLING_SECONDS };
    const giveUp = (): void => {
      if (this.#isStopping || workers.waiting >= MAX_WAITING) return;
      void workers.replace(id).catch(this.#onWorkerFault);
    };
    const id: string = await this.#boss.work<{ key: string }>(kind, options, async (jobs) => {
      for (const { id: claim, retryCount, data } of jobs) {
        const job = { kind, key: data.key, claim, failures: retryCount };
        await workers.run(id, () => this.#run(run, job, { giveUp, complete: (work) => work.complete(job) }));
      }
    });
    return id;
  }

  async #run(run: RunJob, { kind, key }: ClaimedJob, jobRun: JobRun): Promise<void> {
    // A request that comes from here on may be about something that this run has not seen.
    await this.#store.db.deleteFrom('job').where('kind', '=', kind).where('key', '=', key).execute();
    try {
      await run({ kind, key }, jobRun);
    } catch (error) {
      this.#logger.error({ err: error, job: kind }, 'a job failed and will be run again');
      throw error;
    }
  }

  /** Fetches delayed jobs when they are due instead of at the next poll. */
  #wakeAt({ kind, key, runAt }: JobRequest): void {
    const workers = this.#workers.get(kind);
    if (workers === undefined || this.#isStopping) return;
    const delay = runAt - Date.now();
    if (delay > MAX_TIMED_MS) return;
    if (delay <= 0) {
      workers.wake();
      return;
    }
    const id = `${kind} ${key}`;
    clearTimeout(this.#timers.get(id));
    const timer = setTimeout(() => {
      this.#timers.delete(id);
      workers.wake();
    }, delay);
    this.#timers.set(id, timer);
  }
}
