import type { Store } from '../../store/open-store';
import type { Changes } from '../changes';
import { findUpload, type UploadRow } from '../stored-upload';

interface WatchDeps {
  readonly store: Pick<Store, 'db'>;
  readonly changes: Changes;
}

/** A preparation under way. */
export interface WatchedPreparation {
  /** Aborted when the upload is not to be prepared any more: canceled, deleted, or prepared by another process. */
  readonly signal: AbortSignal;
  /** Ends the watch. */
  end(): void;
}

/** A cancellation by another replica is seen after this time at the latest; one in this process at once. */
const LOOK_INTERVAL_MS = 1_000;

export function watchPreparation({ store, changes }: WatchDeps, uploadId: string): WatchedPreparation {
  const ended = new AbortController();
  const look = async (): Promise<void> => {
    const upload = await findUpload(store.db, uploadId);
    if (upload === undefined || !isBeingPrepared(upload)) ended.abort();
  };
  // Where the database is away, the preparation fails by itself or goes on: the next look tells.
  const lookQuietly = (): void => void look().catch(() => undefined);
  const unwatch = changes.watch(uploadId, lookQuietly);
  const looks = setInterval(lookQuietly, LOOK_INTERVAL_MS);
  return {
    signal: ended.signal,
    end() {
      unwatch();
      clearInterval(looks);
    },
  };
}

export function isBeingPrepared({ state }: UploadRow): boolean {
  return state === 'accepted' || state === 'fetching' || state === 'checking';
}
