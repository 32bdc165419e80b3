import type { Logger } from '../observe/logger';
import type { Queries } from '../store/dialect';
import { idOf, JOB_KINDS, type ClaimedJob, type JobChanges, type JobKind } from '../store/job-request';
import type { Store } from '../store/open-store';
import { retryDelayMs, type Engine, type RunJob } from './engine';
import { JobRuns } from './job-runs';
import { JobTable } from './job-table';
import { createRetry } from './retry-while-unavailable';

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
  readonly #runs: JobRuns;
  readonly #stopping = new AbortController();
  /** Kinds of which jobs may be due. */
  readonly #wanted = new Set<JobKind>();
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
    this.#runs = new JobRuns({
      logger,
      retry: createRetry(logger),
      until: this.#stopping.signal,
      remove: (job) => this.#table.remove([job]),
      postpone: (job) => this.#postpone(job),
      onPlace: (kind) => this.#want([kind]),
    });
  }

  write(db: Queries, changes: JobChanges): Promise<void> {
    const requested = new Set(changes.requests.map(idOf));
    const running = this.#runs.running().filter((job) => requested.has(idOf(job)));
    return this.#table.write(db, changes, running);
  }

  committed({ requests, completed }: JobChanges, now: number): void {
    this.#runs.complete(completed);
    const due = requests.filter(({ runAt }) => runAt <= now).map(({ kind }) => kind);
    for (const { runAt } of requests) if (runAt > now) this.#sleepAtMost(runAt - now);
    // The clock was set: other jobs may be due now.
    const isClockSet = Math.abs(this.#driftAt(now)) > CLOCK_TOLERANCE_MS;
    this.#want(isClockSet ? JOB_KINDS : due);
  }

  /** What nobody runs is found as it is. */
  async recall(): Promise<void> {}

  start(run: RunJob): Promise<void> {
    this.#run = run;
    this.#want(JOB_KINDS);
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#run = undefined;
    clearTimeout(this.#timer);
    await this.#claiming;
    this.#stopping.abort();
    await this.#runs.idle();
  }

  /** It has nothing of its own that is open. */
  async close(): Promise<void> {}

  #want(kinds: readonly JobKind[]): void {
    for (const kind of kinds) this.#wanted.add(kind);
    this.#claim();
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
      const free = this.#runs.free(kind);
      const due = free > 0 ? await this.#findDue(kind, now, free) : [];
      // What was found as the engine stopped stays for the next start.
      const run = this.#run;
      if (run === undefined) return;
      if (due.length >= free) this.#runs.crowd(kind);
      for (const job of due) this.#runs.begin(run, job);
    }
    // All due jobs have been examined: sleep until the next one.
    if (kinds.length === JOB_KINDS.length)
      this.#sleepAtMost(((await this.#table.findNext(now)) ?? Infinity) - now);
  }

  async #findDue(kind: JobKind, now: number, limit: number): Promise<ClaimedJob[]> {
    // Those that have ended by the time that the rows are read are in the list all the same.
    const running = this.#runs.running().filter((job) => job.kind === kind);
    // What a job that has ended wrote took its row.
    const stored = running.filter((job) => !this.#runs.isCompleted(job)).length;
    const due = await this.#table.findDue(kind, now, limit + stored);
    const claims = new Set(running.map(({ claim }) => claim));
    return due.filter(({ claim }) => !claims.has(claim)).slice(0, limit);
  }

  async #postpone(job: ClaimedJob): Promise<void> {
    const delayMs = retryDelayMs(job.failures);
    await this.#table.postpone(job, delayMs);
    this.#sleepAtMost(delayMs);
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
      this.#want(JOB_KINDS);
    }, delay);
  }
}
