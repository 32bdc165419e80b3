import type { Logger } from '../observe/logger';
import type { Queries } from '../store/dialect';
import { JOB_KINDS, type ClaimedJob, type JobChanges, type JobKind } from '../store/job-request';
import type { Store } from '../store/open-store';
import { CONCURRENCY, MAX_WAITING, retryDelayMs, type Engine, type JobRun, type RunJob } from './engine';
import { idOf, JobTable } from './job-table';
import { createRetry, type Retry } from './retry-while-unavailable';

/** The longest sleep, as the clock may be set meanwhile. */
const MAX_SLEEP_MS = 30_000;

/** A clock that is being adjusted takes smaller steps back. */
const CLOCK_TOLERANCE_MS = 1_000;

/**
 * The engine of one process over its own SQLite file. It looks for jobs in the table `job` when a request was
 * committed, when one is due, and where more were due than there were places, when one is free. A claim is not
 * written: a job's row stays until the job has ended, so that what a dead process was running is run again.
 */
export class EmbeddedEngine implements Engine {
  readonly #store: Store;
  readonly #table: JobTable;
  readonly #logger: Logger;
  readonly #retry: Retry;
  readonly #stopping = new AbortController();
  /** By their claims. */
  readonly #running = new Map<string, ClaimedJob>();
  /** Claims that ended while jobs were being read: the list that was read may still hold them. */
  readonly #ended = new Set<string>();
  /** Jobs that are recorded as ended. */
  readonly #completed = new WeakSet<ClaimedJob>();
  /** How many jobs of each kind run and count towards its limit. */
  readonly #placed = new Map<JobKind, number>();
  /** How many more run that gave up their place, as they only wait. */
  readonly #waiting = new Map<JobKind, number>();
  readonly #runs = new Set<Promise<void>>();
  /** Kinds of which jobs may be due. */
  readonly #wanted = new Set<JobKind>();
  /** Kinds of which more jobs may be due than could be started. */
  readonly #crowded = new Set<JobKind>();
  #run: RunJob | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** When the timer goes off, by `performance.now()`. */
  #wakesAt = Infinity;
  #claiming: Promise<void> | undefined;
  /** When jobs were last looked for, on the clock and by `performance.now()`. */
  #looked = { clock: 0, monotonic: 0 };

  constructor(store: Store, logger: Logger) {
    this.#store = store;
    this.#table = new JobTable(store);
    this.#logger = logger;
    this.#retry = createRetry(logger);
  }

  write(db: Queries, changes: JobChanges): Promise<void> {
    const requested = new Set(changes.requests.map(idOf));
    const running = [...this.#running.values()].filter((job) => requested.has(idOf(job)));
    return this.#table.write(db, changes, running);
  }

  committed({ requests, completed }: JobChanges, now: number): void {
    for (const job of completed) this.#completed.add(job);
    for (const { kind, runAt } of requests) {
      if (runAt <= now) this.#wanted.add(kind);
      else this.#sleepAtMost(runAt - now);
    }
    // The clock was set: other jobs may be due now.
    if (Math.abs(this.#driftAt(now)) > CLOCK_TOLERANCE_MS) this.#wantAll();
    this.#claim();
  }

  /** What nobody runs is found as it is. */
  async recall(): Promise<void> {}

  start(run: RunJob): Promise<void> {
    this.#run = run;
    this.#wantAll();
    this.#claim();
    return Promise.resolve();
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

  #wantAll(): void {
    for (const kind of JOB_KINDS) this.#wanted.add(kind);
  }

  #claim(): void {
    if (this.#run === undefined || this.#wanted.size === 0) return;
    this.#claiming ??= this.#claimWhileWanted().finally(() => {
      this.#claiming = undefined;
      this.#claim();
    });
  }

  async #claimWhileWanted(): Promise<void> {
    while (this.#wanted.size > 0 && this.#run !== undefined) {
      const kinds = JOB_KINDS.filter((kind) => this.#wanted.delete(kind));
      try {
        await this.#claimDue(kinds);
      } catch (error) {
        this.#logger.error({ err: error }, 'the jobs that are due could not be read');
        this.#sleepAtMost(retryDelayMs(1));
      }
    }
  }

  async #claimDue(kinds: readonly JobKind[]): Promise<void> {
    const now = await this.#store.now();
    if (this.#driftAt(now) < -CLOCK_TOLERANCE_MS) await this.#table.reschedule(now);
    this.#looked = { clock: now, monotonic: performance.now() };
    for (const kind of kinds) {
      const free = CONCURRENCY[kind] - (this.#placed.get(kind) ?? 0);
      const due = free > 0 ? await this.#findDue(kind, now, free) : [];
      if (due.length >= free) this.#crowded.add(kind);
      due.forEach((job) => this.#begin(job));
    }
    // All due jobs have been examined: sleep until the next one.
    if (kinds.length === JOB_KINDS.length)
      this.#sleepAtMost(((await this.#table.findNext(now)) ?? Infinity) - now);
  }

  async #findDue(kind: JobKind, now: number, limit: number): Promise<ClaimedJob[]> {
    // What a job that has ended wrote took its row.
    const running = [...this.#running.values()].filter(
      (job) => job.kind === kind && !this.#completed.has(job),
    );
    this.#ended.clear();
    const due = await this.#table.findDue(kind, now, limit + running.length);
    return due.filter(({ claim }) => !this.#running.has(claim) && !this.#ended.has(claim)).slice(0, limit);
  }

  #begin(job: ClaimedJob): void {
    let counts = this.#placed;
    add(counts, job.kind, 1);
    const run: JobRun = {
      giveUp: () => {
        if (counts === this.#waiting || (this.#waiting.get(job.kind) ?? 0) >= MAX_WAITING) return;
        add(counts, job.kind, -1);
        counts = this.#waiting;
        add(counts, job.kind, 1);
        this.#offerPlace(job.kind);
      },
      complete: (work) => work.complete(job),
    };
    this.#running.set(job.claim, job);
    const ended = this.#runToItsEnd(job, run)
      .catch((error: unknown) =>
        this.#logger.error({ err: error, job: job.kind }, 'the end of a job could not be stored'),
      )
      .finally(() => {
        this.#runs.delete(ended);
        this.#running.delete(job.claim);
        this.#ended.add(job.claim);
        add(counts, job.kind, -1);
        this.#offerPlace(job.kind);
      });
    this.#runs.add(ended);
  }

  #offerPlace(kind: JobKind): void {
    if (!this.#crowded.delete(kind)) return;
    this.#wanted.add(kind);
    this.#claim();
  }

  /** Records the job's end as soon as the database takes it: otherwise the job would run again. */
  async #runToItsEnd(job: ClaimedJob, run: JobRun): Promise<void> {
    const until = this.#stopping.signal;
    try {
      await this.#run?.({ kind: job.kind, key: job.key }, run);
      if (!this.#completed.has(job)) await this.#retry(() => this.#table.remove([job]), { until });
    } catch (error) {
      this.#logger.error(
        { err: error, job: job.kind, failures: job.failures + 1 },
        'a job failed and will be run again',
      );
      if (this.#completed.has(job)) return;
      const delayMs = retryDelayMs(job.failures);
      await this.#retry(() => this.#table.postpone(job, delayMs), { until });
      this.#sleepAtMost(delayMs);
    }
  }

  /** By how many milliseconds the clock was set ahead since jobs were last looked for. */
  #driftAt(now: number): number {
    return now - this.#looked.clock - (performance.now() - this.#looked.monotonic);
  }

  /** Looks for jobs of all kinds then, or earlier. */
  #sleepAtMost(ms: number): void {
    if (this.#run === undefined) return;
    const delay = Math.min(ms, MAX_SLEEP_MS);
    const at = performance.now() + delay;
    if (at >= this.#wakesAt) return;
    this.#wakesAt = at;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#wakesAt = Infinity;
      this.#wantAll();
      this.#claim();
    }, delay);
  }
}

function add(counts: Map<JobKind, number>, kind: JobKind, change: 1 | -1): void {
  counts.set(kind, (counts.get(kind) ?? 0) + change);
}
