import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Transact } from '../store/unit-of-work';
import { receiveCallbacks, type IncomingCallback } from './receive-callback';

export type ReceiveCallback = (incoming: IncomingCallback) => Promise<boolean>;

interface Waiting {
  readonly incoming: IncomingCallback;
  resolve(known: boolean): void;
  reject(error: unknown): void;
}

/** Callbacks of one commit: enough to share the cost of reaching the disk, few enough to answer soon. */
const MAX_BATCH = 64;

/** Turns of the event loop that a group waits while more callbacks come in. One that comes alone waits two. */
const MAX_TURNS = 3;

/**
 * Receives callbacks in groups: what arrives while one transaction is being committed shares the next. Each
 * resolves after its commit.
 */
export function createCallbackReceiver(transact: Transact): ReceiveCallback {
  const queue: Waiting[] = [];
  let committing = false;

  const collect = async (): Promise<void> => {
    let seen = 0;
    for (let turn = 0; turn < MAX_TURNS && seen < queue.length && queue.length < MAX_BATCH; turn += 1) {
      seen = queue.length;
      await nextTurn();
    }
  };

  const commit = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      const group = batch.map(({ incoming }) => incoming);
      const known = await transact((work) => receiveCallbacks(work, group));
      batch.forEach((waiting, index) => waiting.resolve(known[index] ?? false));
    } catch (error) {
      if (batch.length === 1) return batch[0]?.reject(error);
      // Whichever cannot be stored must not take the others with it.
      await Promise.all(batch.map((waiting) => commit([waiting])));
    }
  };

  const commitAll = async (): Promise<void> => {
    while (queue.length > 0) {
      await collect();
      await commit(queue.splice(0, MAX_BATCH));
    }
  };

  return (incoming) =>
    new Promise((resolve, reject) => {
      queue.push({ incoming, resolve, reject });
      if (committing) return;
      committing = true;
      void commitAll().finally(() => (committing = false));
    });
}
