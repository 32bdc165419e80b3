import type { Transaction } from 'kysely';
import type { EventType } from '@ozonetel-bulk-upload/shared-types';
import { Rows } from './rows';
import type { Schema } from './schema';
import { Statements } from './statements';
import type { Store } from './open-store';
import type { ClaimedJob, Job, JobQueue, JobRequest } from './job-request';

/** One transaction and what follows its commit. */
export interface Work {
  readonly db: Transaction<Schema>;
  /** Uploads, parts and sends, and what is written with them. */
  readonly rows: Rows;
  /** Milliseconds since 1970, one for the whole transaction. */
  readonly now: number;
  /** Milliseconds since 1970 at this moment: later than `now` by what the transaction has waited for locks. */
  readClock(): Promise<number>;
  /** Locks the rows that the query reads until the commit; SQLite has one writer anyway. */
  lock<Q extends { forUpdate(): Q }>(query: Q): Q;
  /** Requests a job; written at the end of the transaction, with all other requests. */
  enqueue(job: Job, runAt?: number): void;
  /** Ends a job with what it did; a request that came meanwhile stays. */
  complete(job: ClaimedJob): void;
  /** Takes back what was requested before: there is nothing left to look at. */
  withdraw(job: Job): void;
  /** Does a task once for all its keys, after the rows are written and before the commit. */
  defer(task: DeferredTask, key: string): void;
  /** Writes an event of an upload and its deliveries, with the change that made it true. */
  recordEvent(uploadId: string, type: EventType): Promise<void>;
}

export type DeferredTask = (work: Work, keys: readonly string[]) => Promise<void>;

/** Runs a unit of work in a transaction; it may run more than once, so it changes nothing but the database. */
export type Transact = <T>(run: (work: Work) => Promise<T>) => Promise<T>;

interface TransactDeps {
  readonly store: Store;
  readonly jobs: JobQueue;
  readonly recordEvent: (work: Work, uploadId: string, type: EventType) => Promise<void>;
  /** Called after the commit for each upload that has changed. */
  readonly onChange: (uploadId: string) => void;
}

/**
 * Postgres: serialization failure, deadlock, and a unique row that another replica wrote first. The transaction
 * left nothing behind; run again, it finds what is true now.
 */
const TRANSIENT_CODES = new Set(['40001', '40P01', '23505']);
const MAX_TRIES = 5;

export function createTransact({ store, jobs, recordEvent, onChange }: TransactDeps): Transact {
  const statements = new Statements();
  const runOnce = async <T>(run: (work: Work) => Promise<T>): Promise<T> => {
    const requests = new Map<string, JobRequest>();
    const completed: ClaimedJob[] = [];
    const withdrawn: Job[] = [];
    const tasks = new Map<DeferredTask, Set<string>>();
    const lock: Work['lock'] = (query) => (store.dialect === 'postgres' ? query.forUpdate() : query);
    const { result, now, changed, jobChanges } = await store.db.transaction().execute(async (db) => {
      const now = await store.now(db);
      const work: Work = {
        db,
        rows: new Rows(db, { now, lock, statements }),
        now,
        readClock: () => store.now(db),
        lock,
        enqueue: (job, runAt = now) => addRequest(requests, { ...job, runAt }),
        complete: (job) => completed.push(job),
        withdraw: (job) => withdrawn.push(job),
        defer: (task, key) => tasks.set(task, (tasks.get(task) ?? new Set()).add(key)),
        recordEvent: (uploadId, type) => recordEvent(work, uploadId, type),
      };
      const value = await run(work);
      const changed = await work.rows.write();
      for (const [task, keys] of tasks) await task(work, [...keys].sort());
      const jobChanges = { requests: inOrder(requests), completed, withdrawn };
      await jobs.write(db, jobChanges);
      return { result: value, now, changed, jobChanges };
    });
    jobs.committed(jobChanges, now);
    changed.forEach(onChange);
    return result;
  };
  return async (run) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await runOnce(run);
      } catch (error) {
        if (tries >= MAX_TRIES || !isTransient(error)) throw error;
      }
    }
  };
}

function addRequest(requests: Map<string, JobRequest>, request: JobRequest): void {
  const id = `${request.kind} ${request.key}`;
  const known = requests.get(id);
  if (known === undefined || request.runAt < known.runAt) requests.set(id, request);
}

/** Always the same order, so that two transactions never wait for each other's rows. */
function inOrder(requests: ReadonlyMap<string, JobRequest>): JobRequest[] {
  return [...requests].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, request]) => request);
}

function isTransient(error: unknown): boolean {
  return error instanceof Error && 'code' in error && TRANSIENT_CODES.has(String(error.code));
}
