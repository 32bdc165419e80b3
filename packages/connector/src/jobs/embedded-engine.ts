import { randomInt } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { Logger } from '../observe/logger';
import type { Store } from '../store/open-store';
import type { Schema } from '../store/schema';
import { JOB_KINDS, type Job, type JobKind, type JobRequest } from '../store/job-request';
import { CONCURRENCY, MAX_WAITING, retryDelayMs, type Engine, type Place, type RunJob } from './engine';
import { createRetry, type Retry } from './retry-while-unavailable';

interface ClaimedJob extends Job {
  readonly wish: number;
  readonly failures: number;
}

/** `run_at` of a job that is running: later than any other, so that a new request brings its own time. */
const TAKEN = Number.MAX_SAFE_INTEGER;

/** A job that was removed and is requested again must not look like the one that still runs. */
const MAX_WISH = 2 ** 48 - 1;

/** The longest sleep: the clock may be set meanwhile. */
const MAX_SLEEP_MS = 30_000;

/** A clock that is being adjusted takes smaller steps back. */
const CLOCK_TOLERANCE_MS = 1_000;

/**
 * The engine of one process over its own SQLite file: a claim loop over the table `job`. What a process was
 * running when it died is run again at the next start.
 */
export class EmbeddedEngine implements Engine {
  readonly #store: Store;
  readonly #logger: Logger;
  readonly #retry: Retry;
  readonly #stopping = new AbortController();
  /** Kinds and keys of the jobs that run. */
  readonly #taken = new Set<string>();
  /** How many run in places of their kind. */
  readonly #running = new Map<JobKind, number>();
  /** How many run beside them, having given up their places. */
  readonly #waiting = new Map<JobKind, number>();
  readonly #runs = new Set<Promise<void>>();
  #run: RunJob | undefined;
  #timer: NodeJS.Timeout | undefined;
  #claiming: Promise<void> | undefined;
  #wanted = false;
  /** The clock, when it was last looked at. */
  #seen = 0;

  constructor(store: Store, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
    this.#retry = createRetry(logger);
  }

  async enqueue(db: Transaction<Schema>, requests: readonly JobRequest[]): Promise<void> {
    await db
      .insertInto('job')
      .values(
        requests.map(({ kind, key, runAt }) => ({ kind, key, run_at: runAt, wish: randomInt(MAX_WISH) })),
      )
      .onConflict((conflict) =>
        conflict.columns(['kind', 'key']).doUpdateSet({
          run_at: sql<number>`min(job.run_at, excluded.run_at)`,
          wish: sql<number>`excluded.wish`,
          failures: 0,
        }),
      )
      .execute();
  }

  wake(): void {
    this.#wanted = true;
    if (this.#run === undefined || this.#claiming !== undefined) return;
    this.#claiming = this.#claimWhileWanted().finally(() => (this.#claiming = undefined));
  }

  /** A job that counts as running and is not: its end could not be written. */
  async recall(db: Transaction<Schema>, now: number): Promise<void> {
    const taken = await db.selectFrom('job').select(['kind', 'key']).where('run_at', '=', TAKEN).execute();
    for (const { kind, key } of taken.filter((job) => !this.#taken.has(idOf(job)))) {
      await db
        .updateTable('job')
        .set({ run_at: now })
        .where('kind', '=', kind)
        .where('key', '=', key)
        .execute();
    }
  }

  async start(run: RunJob): Promise<void> {
    await this.#store.db.updateTable('job').set({ run_at: 0 }).where('run_at', '=', TAKEN).execute();
    this.#run = run;
    this.wake();
  }

  async stop(): Promise<void> {
    this.#run = undefined;
    clearTimeout(this.#timer);
    this.#stopping.abort();
    await this.#claiming;
    await Promise.all(this.#runs);
  }

  /** It has nothing of its own that is open. */
  async close(): Promise<void> {}

  async #claimWhileWanted(): Promise<void> {
    while (this.#wanted && this.#run !== undefined) {
      this.#wanted = false;
      try {
        await this.#claimDue();
      } catch (error) {
        this.#logger.error({ err: error }, 'the jobs that are due could not be read');
        this.#sleep(retryDelayMs(1));
      }
    }
  }

  async #claimDue(): Promise<void> {
    const { db } = this.#store;
    const now = await this.#store.now();
    if (now < this.#seen - CLOCK_TOLERANCE_MS) await this.#reschedule(now);
    this.#seen = now;
    const kinds = await db.selectFrom('job').select('kind').distinct().where('run_at', '<=', now).execute();
    for (const kind of JOB_KINDS) {
      if (kinds.some((row) => row.kind === kind))
        (await this.#claim(kind, now)).forEach((job) => this.#begin(job));
    }
    const next = await db
      .selectFrom('job')
      .select((eb) => eb.fn.min('run_at').as('at'))
      .where('run_at', '>', now)
      .executeTakeFirst();
    this.#sleep(Math.min((next?.at ?? TAKEN) - now, MAX_SLEEP_MS));
  }

  /**
   * The clock was set back: what was timed by the old one is looked at now, and asks to be run again if it is not
   * due. A `notifyBy` is a time of the user's, and stays.
   */
  async #reschedule(now: number): Promise<void> {
    await this.#store.db
      .updateTable('job')
      .set({ run_at: now })
      .where('run_at', '>', now)
      .where('run_at', '<', TAKEN)
      .where('kind', '!=', 'remind')
      .execute();
  }

  async #claim(kind: JobKind, now: number): Promise<ClaimedJob[]> {
    const free = CONCURRENCY[kind] - (this.#running.get(kind) ?? 0);
    if (free <= 0) return [];
    const due = this.#store.db
      .selectFrom('job')
      .select('key')
      .where('kind', '=', kind)
      .where('run_at', '<=', now)
      .orderBy('run_at')
      .limit(free);
    const claimed = await this.#store.db
      .updateTable('job')
      .set({ run_at: TAKEN })
      .where('kind', '=', kind)
      .where('key', 'in', due)
      .returning(['key', 'wish', 'failures'])
      .execute();
    return claimed.map((job) => ({ ...job, kind }));
  }

  #begin(job: ClaimedJob): void {
    let counts = this.#running;
    add(counts, job.kind, 1);
    const place: Place = {
      giveUp: () => {
        if (counts === this.#waiting || (this.#waiting.get(job.kind) ?? 0) >= MAX_WAITING) return;
        add(counts, job.kind, -1);
        counts = this.#waiting;
        add(counts, job.kind, 1);
        this.wake();
      },
    };
    this.#taken.add(idOf(job));
    const ended = this.#runClaimed(job, place)
      .catch((error: unknown) =>
        this.#logger.error({ err: error, job: job.kind }, 'the end of a job could not be stored'),
      )
      .finally(() => {
        this.#runs.delete(ended);
        this.#taken.delete(idOf(job));
        add(counts, job.kind, -1);
        // Another may have waited for this place, or this one was requested again.
        this.wake();
      });
    this.#runs.add(ended);
  }

  /** Its end is written as soon as the database can: else the job would count as running for ever. */
  async #runClaimed(job: ClaimedJob, place: Place): Promise<void> {
    const until = this.#stopping.signal;
    try {
      await this.#run?.({ kind: job.kind, key: job.key }, place);
      await this.#retry(() => this.#complete(job), { until });
    } catch (error) {
      this.#logger.error(
        { err: error, job: job.kind, failures: job.failures + 1 },
        'a job failed and will be run again',
      );
      await this.#retry(() => this.#postpone(job), { until });
    }
  }

  /** Removes the request that was run, not one that came meanwhile. */
  async #complete({ kind, key, wish }: ClaimedJob): Promise<void> {
    await this.#store.db
      .deleteFrom('job')
      .where('kind', '=', kind)
      .where('key', '=', key)
      .where('wish', '=', wish)
      .execute();
  }

  async #postpone({ kind, key, failures }: ClaimedJob): Promise<void> {
    const runAt = (await this.#store.now()) + retryDelayMs(failures);
    await this.#store.db
      .updateTable('job')
      .set({ run_at: sql<number>`min(run_at, ${runAt})`, failures: failures + 1 })
      .where('kind', '=', kind)
      .where('key', '=', key)
      .execute();
  }

  #sleep(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#run !== undefined) this.#timer = setTimeout(() => this.wake(), ms);
  }
}

const idOf = ({ kind, key }: { kind: string; key: string }) => `${kind} ${key}`;

function add(counts: Map<JobKind, number>, kind: JobKind, change: 1 | -1): void {
  counts.set(kind, (counts.get(kind) ?? 0) + change);
}
