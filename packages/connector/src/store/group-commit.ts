import { setImmediate as nextTurn } from 'node:timers/promises';
import { CompiledQuery, type Transaction } from 'kysely';
import { errorCode } from '../observe/error-code';
import type { JobChanges } from './job-request';
import type { Store } from './open-store';
import type { Schema } from './schema';

/*
 * unit     what is done together or not at all. Units that wait at the same time share a transaction. Where one fails,
 *          all are rolled back and run again, each within a savepoint of its own: then one that fails leaves nothing
 *          behind and takes no other with it.
 * batch    inputs of the same unit, which works on them together.
 * group    the units of one transaction: they share its commit, which is what costs most.
 * alone    a transaction of one input: how those are tried again that a group could not bring to their end.
 */

/** What units of one transaction have in common. */
export interface Shared {
  readonly db: Transaction<Schema>;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Of each unit that has succeeded. */
  readonly results: UnitResult[];
}

export interface UnitResult extends JobChanges {
  /** Ids of uploads. */
  readonly changed: readonly string[];
}

export type Unit<In, Out> = (shared: Shared, inputs: readonly In[]) => Promise<readonly Out[]>;

interface Waiting {
  readonly unit: Unit<unknown, unknown>;
  readonly input: unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface GroupCommitDeps {
  readonly store: Store;
  /** Writes what units have in common, at the end of their transaction. @returns what follows the commit */
  readonly finish: (shared: Shared) => Promise<() => void>;
}

/** Enough to share the cost of reaching the disk, few enough to answer soon. */
const MAX_GROUP = 128;
/** Turns of the event loop that a group waits while more come in. One that comes alone waits one. */
const MAX_TURNS = 3;
/**
 * Postgres: serialization failure, deadlock, and a unique row that another replica wrote first. The transaction left
 * nothing behind; run again, its units find what is true now.
 */
const TRANSIENT_CODES = new Set(['40001', '40P01', '23505']);
const MAX_TRIES = 5;

const SAVEPOINT = {
  set: CompiledQuery.raw('savepoint unit'),
  rollBackTo: CompiledQuery.raw('rollback to savepoint unit'),
  release: CompiledQuery.raw('release savepoint unit'),
};

/**
 * SQLite has one writer, and all units that wait share its next transaction. Postgres has many: there, only inputs of
 * the same unit do, as two groups that lock rows in different orders would wait for each other.
 */
export class GroupCommit {
  readonly #deps: GroupCommitDeps;
  readonly #queues = new Map<unknown, Waiting[]>();

  constructor(deps: GroupCommitDeps) {
    this.#deps = deps;
  }

  /** Inputs of the same unit that share a transaction are handed to it together. */
  add<In, Out>(unit: Unit<In, Out>, input: In): Promise<Out> {
    const sharing = this.#deps.store.dialect === 'sqlite' ? this : unit;
    return new Promise<unknown>((resolve, reject) => {
      const waiting = { unit: unit as Unit<unknown, unknown>, input, resolve, reject };
      const queue = this.#queues.get(sharing);
      if (queue !== undefined) {
        queue.push(waiting);
        return;
      }
      this.#queues.set(sharing, [waiting]);
      void this.#commitAll(sharing);
    }) as Promise<Out>;
  }

  async #commitAll(sharing: unknown): Promise<void> {
    const queue = this.#queues.get(sharing) ?? [];
    while (queue.length > 0) {
      await untilNoMoreCome(queue);
      await this.#commit(queue.splice(0, MAX_GROUP));
    }
    this.#queues.delete(sharing);
  }

  /** Settles each of the group; never rejects. */
  async #commit(
    group: readonly Waiting[],
    { tries = 1, isApart = false }: { tries?: number; isApart?: boolean } = {},
  ): Promise<void> {
    const batches = [...Map.groupBy(group, ({ unit }) => unit).values()];
    // A transaction of one batch is its own savepoint.
    const run = isApart && batches.length > 1 ? runInSavepoint : runBatch;
    const ends = { values: new Map<Waiting, unknown>(), failed: new Map<Waiting, unknown>() };
    // Before the commit nothing has happened; once it has begun, what fails may have happened.
    const stage = { isCommitting: false };
    try {
      const follow = await this.#deps.store.db.transaction().execute(async (db) => {
        const shared = { db, now: await this.#deps.store.now(db), results: [] };
        for (const batch of batches) await run(shared, batch, ends);
        const following = await this.#deps.finish(shared);
        this.#deps.store.checkFiles();
        stage.isCommitting = true;
        return following;
      });
      await this.#deps.store.syncLog();
      follow();
      for (const [{ resolve }, value] of ends.values) resolve(value);
      await this.#tryAlone(ends.failed, tries);
    } catch (error) {
      if (stage.isCommitting && !isTransient(error)) for (const { reject } of group) reject(error);
      else if (batches.length > 1 && !isApart) await this.#commit(group, { tries, isApart: true });
      else await this.#tryAlone(new Map(group.map((waiting) => [waiting, error])), tries, group.length > 1);
    }
  }

  /** What failed by itself is rejected; what may succeed without the others, or later, gets its own transaction. */
  async #tryAlone(failed: ReadonlyMap<Waiting, unknown>, tries: number, isGroupLost = false): Promise<void> {
    const again: Promise<void>[] = [];
    for (const [waiting, error] of failed) {
      const mayRetry =
        isGroupLost || error instanceof BatchError || (isTransient(error) && tries < MAX_TRIES);
      if (mayRetry) again.push(this.#commit([waiting], { tries: isGroupLost ? tries : tries + 1 }));
      else waiting.reject(error);
    }
    await Promise.all(again);
  }
}

async function untilNoMoreCome(queue: readonly Waiting[]): Promise<void> {
  let seen = 0;
  for (let turn = 0; turn < MAX_TURNS && seen < queue.length && seen < MAX_GROUP; turn += 1) {
    seen = queue.length;
    await nextTurn();
  }
}

/** One of several inputs could not be worked on: which one is found out by trying each alone. */
class BatchError extends Error {
  override readonly name = 'BatchError';
}

interface Ends {
  readonly values: Map<Waiting, unknown>;
  readonly failed: Map<Waiting, unknown>;
}

async function runBatch(shared: Shared, batch: readonly Waiting[], { values }: Ends): Promise<void> {
  const outs = await batch[0]?.unit(
    shared,
    batch.map(({ input }) => input),
  );
  batch.forEach((waiting, index) => values.set(waiting, outs?.[index]));
}

/** @throws what makes the whole transaction fail: that the database has ended it by itself */
async function runInSavepoint(shared: Shared, batch: readonly Waiting[], ends: Ends): Promise<void> {
  await shared.db.executeQuery(SAVEPOINT.set);
  try {
    await runBatch(shared, batch, ends);
  } catch (error) {
    await shared.db.executeQuery(SAVEPOINT.rollBackTo);
    const failure =
      batch.length > 1 ? new BatchError('one of several inputs failed', { cause: error }) : error;
    batch.forEach((waiting) => ends.failed.set(waiting, failure));
  }
  await shared.db.executeQuery(SAVEPOINT.release);
}

function isTransient(error: unknown): boolean {
  return TRANSIENT_CODES.has(errorCode(error) ?? '');
}
