import { sql } from 'kysely';
import { fromKysely, PgBoss, type JobAttempt } from 'pg-boss';
import type { Logger } from '../observe/logger';
import type { Queries } from '../store/dialect';
import type { Store } from '../store/open-store';
import {
  idOf,
  JOB_KINDS,
  type ClaimedJob,
  type JobChanges,
  type JobKind,
  type JobRequest,
} from '../store/job-request';
import type { Engine, RunJob } from './engine';
import { JobRuns } from './job-runs';
import { createRetry, type Retry } from './retry-while-unavailable';
import { CONNECTIONS, postgresPool } from '../store/postgres-pool';
import { createSampledWarning } from '../observe/sampled-warning';

/** The safety net, when the process that was to run a job is gone. */
const POLLING_MS = 2_000;
/** A job whose process sends no heartbeat for this long is given to another. */
const HEARTBEAT_SECONDS = 30;
const BEAT_MS = (HEARTBEAT_SECONDS * 1_000) / 2;
const EXPIRE_SECONDS = 15 * 60;
/** A file may wait long before it is checked. */
const EXPIRE_PREPARE_SECONDS = 12 * 60 * 60;
/** The results are in the connector's own tables. */
const KEEP_DONE_SECONDS = 60;
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
  readonly #boss: PgBoss;
  readonly #runs: JobRuns;
  readonly #onFault: (error: unknown) => void;
  readonly #retry: Retry;
  readonly #stopping = new AbortController();
  /** Kinds of which jobs may be due. */
  readonly #wanted = new Set<JobKind>();
  readonly #fetches = new Map<JobKind, Promise<void>>();
  /** Of jobs that are not due yet. */
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #polling: NodeJS.Timeout | undefined;
  #beating: NodeJS.Timeout | undefined;
  #run: RunJob | undefined;

  constructor(store: Store, connectionString: string, logger: Logger) {
    this.#store = store;
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
    this.#onFault = createSampledWarning(logger, 'pg-boss could not reach its tables');
    this.#boss.on('error', this.#onFault);
    this.#retry = createRetry(logger);
    this.#runs = new JobRuns({
      logger,
      retry: this.#retry,
      until: this.#stopping.signal,
      remove: (job) => this.#boss.complete(job.kind, attemptOf(job)),
      postpone: (job) => this.#boss.fail(job.kind, attemptOf(job)),
      onPlace: (kind) => this.#want(kind),
    });
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
      await this.#boss.complete(kind, jobs.map(attemptOf), undefined, { db: fromKysely(db) });
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

  committed({ requests, completed }: JobChanges): void {
    this.#runs.complete(completed);
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

  start(run: RunJob): Promise<void> {
    this.#run = run;
    const wantAll = (): void => JOB_KINDS.forEach((kind) => this.#want(kind));
    this.#polling = setInterval(wantAll, POLLING_MS);
    this.#beating = setInterval(() => this.#beat(), BEAT_MS);
    wantAll();
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#run = undefined;
    this.#stopping.abort();
    clearInterval(this.#polling);
    this.#timers.forEach((timer) => clearTimeout(timer));
    await Promise.all(this.#fetches.values());
    await this.#runs.idle();
    clearInterval(this.#beating);
    await this.#boss.stop({ close: false });
  }

  async close(): Promise<void> {
    await this.#boss.stop({ close: true });
  }

  #want(kind: JobKind): void {
    if (this.#run === undefined) return;
    this.#wanted.add(kind);
    if (this.#fetches.has(kind)) return;
    const fetching = this.#fetchWhileWanted(kind)
      .catch(this.#onFault)
      .finally(() => {
        this.#fetches.delete(kind);
        if (this.#wanted.has(kind)) this.#want(kind);
      });
    this.#fetches.set(kind, fetching);
  }

  async #fetchWhileWanted(kind: JobKind): Promise<void> {
    while (this.#run !== undefined && this.#wanted.delete(kind)) await this.#fetch(kind, this.#run);
  }

  /** As many as there are places for, with one statement. */
  async #fetch(kind: JobKind, run: RunJob): Promise<void> {
    const free = this.#runs.free(kind);
    const fetched = free > 0 ? await this.#boss.fetch<{ key: string }>(kind, { batchSize: free }) : [];
    if (fetched.length >= free) this.#runs.crowd(kind);
    if (fetched.length === 0) return;
    const jobs = fetched.map(({ id, retryCount, data }) => ({
      kind,
      key: data.key,
      claim: id,
      failures: retryCount,
    }));
    const until = this.#stopping.signal;
    try {
      await this.#retry(() => this.#forgetRequests(kind, jobs), { until });
      // Another process takes what was fetched as the engine stopped.
      until.throwIfAborted();
    } catch (error) {
      await this.#retry(() => this.#boss.fail(kind, jobs.map(attemptOf)), { until });
      if (until.aborted) return;
      throw error;
    }
    for (const job of jobs) this.#runs.begin(run, job);
  }

  /**
   * A request that comes from here on may be about something that these runs have not seen. Rows are locked in the order
   * in which requests are written.
   */
  async #forgetRequests(kind: JobKind, jobs: readonly ClaimedJob[]): Promise<void> {
    const keys = jobs.map(({ key }) => key);
    const { db } = this.#store;
    await this.#store.run(db, 'forget requests', [kind, kind, ...keys], () =>
      sql`delete from job where kind = ${kind} and key in (
        select key from job where kind = ${kind} and key in (${sql.join(keys)})
        order by key collate "C" for update)`.compile(db),
    );
  }

  #beat(): void {
    const running = this.#runs.running().filter((job) => !this.#runs.isCompleted(job));
    for (const [kind, jobs] of Map.groupBy(running, ({ kind }) => kind))
      void this.#boss.touch(kind, jobs.map(attemptOf)).catch(this.#onFault);
  }

  /** Fetches delayed jobs when they are due instead of at the next poll. */
  #wakeAt(request: JobRequest): void {
    const { kind, runAt } = request;
    const delay = runAt - Date.now();
    if (this.#run === undefined || delay > MAX_TIMED_MS) return;
    if (delay <= 0) {
      this.#want(kind);
      return;
    }
    const id = idOf(request);
    clearTimeout(this.#timers.get(id));
    const timer = setTimeout(() => {
      this.#timers.delete(id);
      this.#want(kind);
    }, delay);
    this.#timers.set(id, timer);
  }
}

/** What fences a change to the attempt that was fetched. */
const attemptOf = ({ claim, failures }: ClaimedJob): JobAttempt => ({ id: claim, retryCount: failures });
