import type { Job, JobKind, JobQueue } from '../store/job-request';
import type { Queries } from '../store/dialect';
import type { Work } from '../store/unit-of-work';

/** How many jobs of a kind one process runs at once, apart from those that have released their places. */
export const CONCURRENCY: Readonly<Record<JobKind, number>> = {
  prepare: 8,
  dispatch: 64,
  expire: 8,
  remind: 8,
  relay: 64,
  sweep: 1,
};

/** Milliseconds before a failed job runs again: doubled with each failure, at most a minute. */
export function retryDelayMs(failures: number): number {
  return Math.min(500 * 2 ** failures, 60_000);
}

/** One run of a job. */
export interface JobRun {
  /** Lets another job run in its place from now on: this one only waits, for a host, for the vendor or for its turn. */
  releasePlace(): void;
  /** Ends the job in the transaction of its work. One that does not is ended after its run, in a transaction of its own. */
  complete(work: Pick<Work, 'complete'>): void;
}

/** How many jobs of a kind may run beside the others in one process because they have released their places. */
export const MAX_WAITING = 256;

export type RunJob = (job: Job, run: JobRun) => Promise<void>;

export interface Engine extends JobQueue {
  /** Requests again the jobs that were due before a time and never began, as the process that had them is gone. */
  recall(db: Queries, now: number, dueBefore: number): Promise<void>;
  start(run: RunJob): Promise<void>;
  /** Takes no more jobs and resolves when those that run have ended. Requests can still be written. */
  stop(): Promise<void>;
  close(): Promise<void>;
}
