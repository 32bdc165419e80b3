import type { Logger } from '../observe/logger';
import { within } from './within';
import type { Store } from '../store/open-store';

export interface ReadinessDeps {
  readonly store: Store;
  readonly logger: Logger;
}

/** Milliseconds that an answer holds: however often it is asked, the database is written once in that time. */
const HOLDS_MS = 1_000;
const DEADLINE_MS = 2_000;

/**
 * Makes a check whether the database, and the folder of contact files, take a write, one at a time, answered within two
 * seconds. The log says why when the answer changes.
 */
export function createReadiness({ store, logger }: ReadinessDeps): () => Promise<boolean> {
  let checking: { readonly since: number; readonly result: Promise<boolean> } | undefined;
  let known: { readonly at: number; readonly result: boolean } | undefined;
  let wasReady = true;
  const check = async (): Promise<boolean> => {
    let result = true;
    try {
      await store.proveWrite();
      if (!wasReady) logger.info('ready again: the database and its folder take writes');
    } catch (error) {
      result = false;
      if (wasReady) logger.error({ err: error }, 'not ready: the database or its folder takes no writes');
    }
    wasReady = result;
    known = { at: performance.now(), result };
    checking = undefined;
    return result;
  };
  return async () => {
    if (checking === undefined && known !== undefined && performance.now() - known.at < HOLDS_MS)
      return known.result;
    checking ??= { since: performance.now(), result: check() };
    return within(checking.result, checking.since + DEADLINE_MS - performance.now(), () => false);
  };
}
