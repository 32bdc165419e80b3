import type { Transaction } from 'kysely';
import type { Schema } from './schema';

/*
 * job       something to look at: a kind and a key. Whoever runs it asks the database what is true and does
 *           what is due; running it twice changes nothing.
 * request   a job and the earliest time to run it, written in the transaction that makes it necessary. Of
 *           several requests for a job one is kept, at the earliest time.
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

export interface JobRequest extends Job {
  /** Milliseconds since 1970. */
  readonly runAt: number;
}

/** Where a unit of work leaves its requests. */
export interface JobQueue {
  enqueue(db: Transaction<Schema>, requests: readonly JobRequest[]): Promise<void>;
  /** After the commit: look now instead of waiting for a timer. */
  wake(requests: readonly JobRequest[]): void;
}
