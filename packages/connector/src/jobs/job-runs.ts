import type { ClaimedJob, JobKind } from '../store/job-request';
import type { Logger } from '../observe/logger';
import { CONCURRENCY, MAX_WAITING, type JobRun, type RunJob } from './engine';
import type { Retry } from './retry-while-unavailable';

interface JobRunsDeps {
  readonly logger: Logger;
  readonly retry: Retry;
  /** Aborted as the engine stops: a database that is away is not waited for. */
  readonly until: AbortSignal;
  /** Records the end of a job that did not end with its work. */
  readonly remove: (job: ClaimedJob) => Promise<unknown>;
  /** Has a job that failed run again, later. */
  readonly postpone: (job: ClaimedJob) => Promise<unknown>;
  /** There is room for a job of a kind, of which more may be due. */
  readonly onPlace: (kind: JobKind) => void;
}

/** The jobs that one process runs: as many of each kind as it has places for, and those that gave theirs up. */
export class JobRuns {
  readonly #deps: JobRunsDeps;
  readonly #running = new Set<ClaimedJob>();
  /** Jobs that are recorded as ended. */
  readonly #completed = new WeakSet<ClaimedJob>();
  /** How many jobs of each kind run and count towards its limit. */
  readonly #placed = new Map<JobKind, number>();
  /** How many more run that gave up their place, as they only wait. */
  readonly #waiting = new Map<JobKind, number>();
  readonly #runs = new Set<Promise<void>>();
  /** Kinds of which more jobs may be due than there were places for. */
  readonly #crowded = new Set<JobKind>();

  constructor(deps: JobRunsDeps) {
    this.#deps = deps;
  }

  /** How many more of a kind may begin. */
  free(kind: JobKind): number {
    return CONCURRENCY[kind] - (this.#placed.get(kind) ?? 0);
  }

  /** More of a kind may be due than there were places for. */
  crowd(kind: JobKind): void {
    this.#crowded.add(kind);
  }

  /** Claims whose work has been committed, with the end of their jobs. */
  complete(jobs: readonly ClaimedJob[]): void {
    for (const job of jobs) this.#completed.add(job);
  }

  isCompleted(job: ClaimedJob): boolean {
    return this.#completed.has(job);
  }

  /** Those that have not ended, although their work may be committed. */
  running(): ClaimedJob[] {
    return [...this.#running];
  }

  begin(run: RunJob, job: ClaimedJob): void {
    let counts = this.#placed;
    add(counts, job.kind, 1);
    const jobRun: JobRun = {
      releasePlace: () => {
        if (counts === this.#waiting || (this.#waiting.get(job.kind) ?? 0) >= MAX_WAITING) return;
        add(counts, job.kind, -1);
        counts = this.#waiting;
        add(counts, job.kind, 1);
        this.#offerPlace(job.kind);
      },
      complete: (work) => work.complete(job),
    };
    this.#running.add(job);
    const ended = this.#runToItsEnd(run, job, jobRun)
      .catch((error: unknown) =>
        this.#deps.logger.error({ err: error, job: job.kind }, 'the end of a job could not be stored'),
      )
      .finally(() => {
        this.#runs.delete(ended);
        this.#running.delete(job);
        add(counts, job.kind, -1);
        this.#offerPlace(job.kind);
      });
    this.#runs.add(ended);
  }

  /** Resolves when those that run have ended. */
  async idle(): Promise<void> {
    await Promise.all(this.#runs);
  }

  #offerPlace(kind: JobKind): void {
    if (this.#crowded.delete(kind)) this.#deps.onPlace(kind);
  }

  /** Records the job's end as soon as the database takes it: otherwise the job would run again. */
  async #runToItsEnd(run: RunJob, job: ClaimedJob, jobRun: JobRun): Promise<void> {
    const { logger, retry, until, remove, postpone } = this.#deps;
    try {
      await run({ kind: job.kind, key: job.key }, jobRun);
      if (!this.#completed.has(job)) await retry(() => remove(job), { until });
    } catch (error) {
      const { kind, failures } = job;
      logger.error({ err: error, job: kind, failures: failures + 1 }, 'a job failed and will be run again');
      if (!this.#completed.has(job)) await retry(() => postpone(job), { until });
    }
  }
}

function add(counts: Map<JobKind, number>, kind: JobKind, change: 1 | -1): void {
  counts.set(kind, (counts.get(kind) ?? 0) + change);
}
