import { createEngine } from '../../src/jobs/create-engine';
import type { Engine } from '../../src/jobs/engine';
import { createLogger } from '../../src/observe/logger';
import { openStore, type Store } from '../../src/store/open-store';
import { createTransact, type Transact } from '../../src/store/unit-of-work';

/** A database with its engine and units of work, without the rest of a connector; events are not recorded. */
export interface UnitsOfWork {
  readonly store: Store;
  readonly jobs: Engine;
  readonly transact: Transact;
  close(): Promise<void>;
}

export async function openUnitsOfWork(databaseUrl: string): Promise<UnitsOfWork> {
  const store = await openStore(databaseUrl, Date.now);
  const jobs = await createEngine(store, databaseUrl, createLogger({ write: () => undefined }));
  const recordEvent = () => Promise.resolve();
  return {
    store,
    jobs,
    transact: createTransact({ store, jobs, recordEvent, onChange: () => undefined }),
    async close() {
      await jobs.stop();
      await jobs.close();
      await store.close();
    },
  };
}
