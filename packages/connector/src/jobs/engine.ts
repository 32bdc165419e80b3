import type { Transaction } from 'kysely';
import type { Schema } from '../store/schema';

/*
 * job       a wish that something be looked at: a kind and a key. Whoever runs it asks the database what is
 *           true and does what is due; running it twice changes nothing.
 * enqueue   write the wish, inside the transaction that makes it necessary. A wish that is there already
 *           is kept once, at the earlier time.
 * wake      after the commit: look now, do not wait for a timer.
 *
 *   prepare   key: upload id     fetch and check its contact file
 *   dispatch  key: account       send the next part whose turn it is
 *   expire    key: send id       its callback is overdue
 *   remind    key: upload id     its notifyBy has come
 *   relay     key: lane          post the deliveries that are due
 *   sweep     key: ''            mend what a dead process left, remove what is over
 */
export const JOB_KINDS = ['prepare', 'dispatch', 'expire', 'remind', 'relay', 'sweep'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

export interface Job {
  readonly kind: JobKind;
  readonly key: string;
}

/** How many jobs of a kind one process runs at once: most of the time they wait for lines. */
export const CONCURRENCY: Readonly<Record<JobKind, number>> = {
  prepare: 8,
  dispatch: 64,
  expire: 8,
  remind: 8,
  relay: 64,
  sweep: 1,
};

/** Milliseconds before a job that failed is run again: doubled with each failure, at most a minute. */
export function retryDelayMs(failures: number): number {
  return Math.min(500 * 2 ** failures, 60_000);
}

export type RunJob = (job: Job) => Promise<void>;

/** A job and the earliest time at which it is to be run, in milliseconds since 1970. */
export interface Wish extends Job {
  readonly runAt: number;
}

export interface Engine {
  enqueue(db: Transaction<Schema>, wishes: readonly Wish[]): Promise<void>;
  wake(wishes: readonly Wish[]): void;
  /** Asks again for wishes that were due before a time and that nobody has begun: what carried them is gone. */
  recall(db: Transaction<Schema>, now: number, dueBefore: number): Promise<void>;
  start(run: RunJob): Promise<void>;
  /** Takes no more jobs and resolves when those that run have ended. Wishes can still be written. */
  stop(): Promise<void>;
  close(): Promise<void>;
}
