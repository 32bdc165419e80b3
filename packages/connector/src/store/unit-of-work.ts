import type { Compilable, Transaction } from 'kysely';
import type { EventType } from '@ozonetel-bulk-upload/shared-types';
import { GroupCommit, type Shared } from './group-commit';
import { idOf, type ClaimedJob, type Job, type JobQueue, type JobRequest } from './job-request';
import type { Store } from './open-store';
import { Rows } from './rows';
import type { Schema } from './schema';

/** One unit of work in a transaction, and what follows its commit. */
export interface Work {
  readonly db: Transaction<Schema>;
  /** Uploads, parts and sends, and what is written with them. */
  readonly rows: Rows;
  /** Milliseconds since 1970, one for the whole transaction: it began after the work was asked for. */
  readonly now: number;
  /** Milliseconds since 1970 at this moment: later than `now` by what the transaction has waited for locks. */
  readClock(): Promise<number>;
  /** Locks the rows that the query reads until the commit; SQLite has one writer anyway. */
  lock<Q extends { forUpdate(): Q }>(query: Q): Q;
  /** Runs a query for its locks alone; not on SQLite. */
  lockAll(
    name: string,
    parameters: readonly unknown[],
    query: () => Compilable & { forUpdate(): Compilable },
  ): Promise<void>;
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

export interface Transact {
  /**
   * Runs a unit of work and resolves when it is committed. It may share its transaction with others that wait at the
   * same time, and may run more than once, so it changes nothing but the database. If it fails, it leaves nothing.
   */
  <T>(run: (work: Work) => Promise<T>): Promise<T>;
  /**
   * A unit of work for many inputs: those that wait at the same time are worked on together, with few statements. On
   * Postgres it locks rows by sorted statements, so that two groups do not wait for each other: sends, uploads and
   * deliveries by id, slots by account.
   * @param run gives a result for each input, in their order; if it fails, each input is worked on alone
   */
  together<In, Out>(
    run: (work: Work, inputs: readonly In[]) => Promise<readonly Out[]>,
  ): (input: In) => Promise<Out>;
}

interface TransactDeps {
  readonly store: Store;
  readonly jobs: JobQueue;
  readonly recordEvent: (work: Work, uploadId: string, type: EventType) => Promise<void>;
  /** Called after the commit for each upload that has changed. */
  readonly onChange: (uploadId: string) => void;
}

export function createTransact({ store, jobs, recordEvent, onChange }: TransactDeps): Transact {
  const lock: Work['lock'] = (query) => (store.dialect === 'postgres' ? query.forUpdate() : query);

  const runUnit = async <T>({ db, now, results }: Shared, run: (work: Work) => Promise<T>): Promise<T> => {
    const requests: JobRequest[] = [];
    const completed: ClaimedJob[] = [];
    const withdrawn: Job[] = [];
    const tasks = new Map<DeferredTask, Set<string>>();
    const work: Work = {
      db,
      rows: new Rows(db, { now, lock, store }),
      now,
      readClock: () => store.now(db),
      lock,
      async lockAll(name, parameters, query) {
        if (store.dialect === 'postgres') await work.rows.run(name, parameters, () => query().forUpdate());
      },
      enqueue: (job, runAt = now) => requests.push({ ...job, runAt }),
      complete: (job) => completed.push(job),
      withdraw: (job) => withdrawn.push(job),
      defer: (task, key) => tasks.set(task, (tasks.get(task) ?? new Set()).add(key)),
      recordEvent: (uploadId, type) => recordEvent(work, uploadId, type),
    };
    const value = await run(work);
    const changed = await work.rows.write();
    for (const [task, keys] of tasks) await task(work, [...keys].sort());
    results.push({ changed, requests, completed, withdrawn });
    return value;
  };

  const group = new GroupCommit({
    store,
    async finish({ db, now, results }) {
      const changes = {
        requests: inOrder(results.flatMap(({ requests }) => requests)),
        completed: results.flatMap(({ completed }) => completed),
        withdrawn: results.flatMap(({ withdrawn }) => withdrawn),
      };
      await jobs.write(db, changes);
      return () => {
        jobs.committed(changes, now);
        for (const id of new Set(results.flatMap(({ changed }) => changed))) onChange(id);
      };
    },
  });

  return Object.assign(
    <T>(run: (work: Work) => Promise<T>): Promise<T> =>
      group.add(async (shared) => [await runUnit(shared, run)], undefined),
    {
      together: <In, Out>(run: (work: Work, inputs: readonly In[]) => Promise<readonly Out[]>) => {
        const unit = (shared: Shared, inputs: readonly In[]) => runUnit(shared, (work) => run(work, inputs));
        return (input: In): Promise<Out> => group.add(unit, input);
      },
    },
  );
}

/** Each job once, at its earliest time; always the same order, so that two transactions never wait for each other. */
function inOrder(requests: readonly JobRequest[]): JobRequest[] {
  const earliest = new Map<string, JobRequest>();
  for (const request of requests) {
    const id = idOf(request);
    const known = earliest.get(id);
    if (known === undefined || request.runAt < known.runAt) earliest.set(id, request);
  }
  return [...earliest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, request]) => request);
}
