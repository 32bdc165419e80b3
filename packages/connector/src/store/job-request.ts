import type { Queries } from './dialect';

/*
 * job       something to look at: a kind and a key. The worker reads the current state from the database and does
 *           what is due; running it twice changes nothing.
 * request   a job and the earliest time to run it, written in the transaction that makes it necessary. Of
 *           several requests for a job one is kept, at the earliest time.
 * claim     a request that a process is running.
 *
 *   prepare   key: upload id     fetch and check its contact file
 *   dispatch  key: account       send the next part whose turn it is
 *   expire    key: send id       its callback is overdue
 *   remind    key: upload id     its notifyBy has come
 *   relay     key: lane          post the deliveries that are due
 *   sweep     key: ''            recover what a dead process left, remove what has expired
 */
export const JOB_KINDS = ['prepare', 'dispatch', 'expire', 'remind', 'relay', 'sweep'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

export interface Job {
  readonly kind: JobKind;
  readonly key: string;
}

/** Tells jobs apart. */
export const idOf = ({ kind, key }: Job): string => `${kind} ${key}`;

export interface JobRequest extends Job {
  /** Milliseconds since 1970. */
  readonly runAt: number;
}

export interface ClaimedJob extends Job {
  /** What the engine knows the claim by: a request that comes meanwhile has another. */
  readonly claim: string;
  /** Runs that failed in a row before this one. */
  readonly failures: number;
}

/** What a transaction asks for, and the claims that it ends. */
export interface JobChanges {
  readonly requests: readonly JobRequest[];
  readonly completed: readonly ClaimedJob[];
  /** Jobs that have nothing left to look at; one that is run nevertheless finds that out. */
  readonly withdrawn: readonly Job[];
}

/** Where a unit of work leaves its requests. */
export interface JobQueue {
  /** In its transaction. */
  write(db: Queries, changes: JobChanges): Promise<void>;
  /** After its commit: look now instead of waiting for a timer. @param now the transaction's time */
  committed(changes: JobChanges, now: number): void;
}
