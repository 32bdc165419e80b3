interface LogDeps {
  readonly sync: () => Promise<void>;
  /** Writes the log to the database, which is synced by itself, and empties it. */
  readonly checkpoint: () => Promise<void>;
}

/**
 * Brings a log to the disk, in a thread. Where that fails once, its pages may be lost although the next sync succeeds:
 * the system tells of a fault once, and forgets it (fsync(2)). From then on nothing counts as synced before the log has
 * been written to the database.
 * @returns resolves when what was written before is on the disk
 */
export function createLogSync({ sync, checkpoint }: LogDeps): () => Promise<void> {
  let isTrusted = true;
  let last: Promise<unknown> = Promise.resolve();
  const syncOnce = async (): Promise<void> => {
    const wasTrusted = isTrusted;
    isTrusted = false;
    await (wasTrusted ? sync() : checkpoint());
    isTrusted = true;
  };
  // One after another: who comes behind a fault must know of it.
  return () => {
    const synced = last.then(syncOnce);
    last = synced.catch(() => undefined);
    return synced;
  };
}
