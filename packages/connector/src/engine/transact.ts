import type { Transaction } from 'kysely';
import type { Schema } from '../store/schema';
import type { Store } from '../store/open-store';
import type { Engine, Job } from './engine';

/** One transaction and what follows its commit. */
export interface Work {
  readonly db: Transaction<Schema>;
  /** Milliseconds since 1970, one for the whole transaction. */
  readonly now: number;
  /** Locks the rows that the query reads until the commit; SQLite has one writer anyway. */
  lock<Q extends { forUpdate(): Q }>(query: Q): Q;
  enqueue(job: Job, runAt?: number): Promise<void>;
  /** The upload is another than before: whoever watches it hears so after the commit. */
  changed(uploadId: string): void;
}

export type Transact = <T>(story: (work: Work) => Promise<T>) => Promise<T>;

interface TransactDeps {
  readonly store: Store;
  readonly engine: Engine;
  readonly onChange: (uploadId: string) => void;
}

/**
 * Postgres: serialization failure, deadlock, and a unique row that another replica wrote first. The transaction
 * left nothing behind; run again, it finds what is true now.
 */
const TRANSIENT_CODES = new Set(['40001', '40P01', '23505']);
const MAX_TRIES = 5;

export function createTransact({ store, engine, onChange }: TransactDeps): Transact {
  const runOnce = async <T>(story: (work: Work) => Promise<T>): Promise<T> => {
    const due: Job[] = [];
    const changes = new Set<string>();
    const result = await store.db.transaction().execute(async (db) => {
      const now = await store.now(db);
      return story({
        db,
        now,
        lock: (query) => (store.dialect === 'postgres' ? query.forUpdate() : query),
        enqueue: async (job, runAt = now) => {
          due.push(job);
          await engine.enqueue(db, job, runAt);
        },
        changed: (uploadId) => changes.add(uploadId),
      });
    });
    if (due.length > 0) engine.wake(due);
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

function isTransient(error: unknown): boolean {
  return error instanceof Error && 'code' in error && TRANSIENT_CODES.has(String(error.code));
}
