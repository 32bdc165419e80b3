import type { Transaction } from 'kysely';
import { Rows } from './rows';
import type { Schema } from './schema';
import { Statements } from './statements';
import type { Store } from './open-store';
import type { Engine, Job, Wish } from '../jobs/engine';

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
  /** Written at the end of the transaction, with all others. */
  enqueue(job: Job, runAt?: number): void;
  /** Does a task once for all its keys, when the rows are written and before the commit. */
  gather(task: GatheredTask, key: string): void;
}

export type GatheredTask = (work: Work, keys: readonly string[]) => Promise<void>;

export type Transact = <T>(story: (work: Work) => Promise<T>) => Promise<T>;

interface TransactDeps {
  readonly store: Store;
  readonly engine: Engine;
  /** Called for each upload that is another than before, after the commit. */
  readonly onChange: (uploadId: string) => void;
}

/**
 * Postgres: serialization failure, deadlock, and a unique row that another replica wrote first. The transaction
 * left nothing behind; run again, it finds what is true now.
 */
const TRANSIENT_CODES = new Set(['40001', '40P01', '23505']);
const MAX_TRIES = 5;

export function createTransact({ store, engine, onChange }: TransactDeps): Transact {
  const statements = new Statements();
  const runOnce = async <T>(story: (work: Work) => Promise<T>): Promise<T> => {
    const wishes = new Map<string, Wish>();
    const tasks = new Map<GatheredTask, Set<string>>();
    const lock: Work['lock'] = (query) => (store.dialect === 'postgres' ? query.forUpdate() : query);
    const { result, changes } = await store.db.transaction().execute(async (db) => {
      const now = await store.now(db);
      const work: Work = {
        db,
        rows: new Rows(db, { now, lock, statements }),
        now,
        readClock: () => store.now(db),
        lock,
        enqueue: (job, runAt = now) => addWish(wishes, { ...job, runAt }),
        gather: (task, key) => tasks.set(task, (tasks.get(task) ?? new Set()).add(key)),
      };
      const told = await story(work);
      const changed = await work.rows.write();
      for (const [task, keys] of tasks) await task(work, [...keys].sort());
      if (wishes.size > 0) await engine.enqueue(db, inOrder(wishes));
      return { result: told, changes: changed };
    });
    if (wishes.size > 0) engine.wake(inOrder(wishes));
    changes.forEach(onChange);
    return result;
  };
  return async (story) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await runOnce(story);
      } catch (error) {
        if (tries >= MAX_TRIES || !isTransient(error)) throw error;
      }
    }
  };
}

function addWish(wishes: Map<string, Wish>, wish: Wish): void {
  const id = `${wish.kind} ${wish.key}`;
  const known = wishes.get(id);
  if (known === undefined || wish.runAt < known.runAt) wishes.set(id, wish);
}

/** Always the same order, so that two transactions never wait for each other's rows. */
function inOrder(wishes: ReadonlyMap<string, Wish>): Wish[] {
  return [...wishes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, wish]) => wish);
}

function isTransient(error: unknown): boolean {
  return error instanceof Error && 'code' in error && TRANSIENT_CODES.has(String(error.code));
}
