import type { Store } from '../../store/open-store';
import type { Changes } from '../changes';
import { findUpload, type UploadRow } from '../stored-upload';

interface WatchDeps {
  readonly store: Pick<Store, 'db' | 'now'>;
  readonly changes: Changes;
}

/** A preparation under way. */
export interface WatchedPreparation {
  /** Aborted when the upload is not to be prepared any more: canceled, deleted, or prepared by another process. */
  readonly signal: AbortSignal;
  /** Ends the watch. */
  end(): void;
}

/** @returns undefined if this process prepares the upload already */
export type WatchPreparation = (uploadId: string) => WatchedPreparation | undefined;

/** A cancellation by another replica is seen after this time at the latest; one in this process at once. */
const LOOK_INTERVAL_MS = 1_000;
/** Looks after which the uploads are marked as still being prepared: far more often than they count as forgotten. */
const LOOKS_BETWEEN_MARKS = 15;

/** Watches all uploads that this process prepares, with one look at the database for all of them. */
export function createPreparationWatch({ store, changes }: WatchDeps): WatchPreparation {
  const watched = new Map<string, AbortController>();
  let timer: NodeJS.Timeout | undefined;
  let looks = 0;

  const lookAtAll = async (): Promise<void> => {
    looks += 1;
    const ids = [...watched.keys()];
    const going = await store.db
      .selectFrom('upload')
      .select('id')
      .where('id', 'in', ids)
      .where('state', 'in', PREPARED_STATES)
      .execute();
    const goingIds = new Set(going.map(({ id }) => id));
    ids.filter((id) => !goingIds.has(id)).forEach((id) => watched.get(id)?.abort());
    if (looks % LOOKS_BETWEEN_MARKS === 0 && goingIds.size > 0) await mark(store, [...goingIds]);
  };
  const look = async (uploadId: string): Promise<void> => {
    const upload = await findUpload(store.db, uploadId);
    if (upload === undefined || !isBeingPrepared(upload)) watched.get(uploadId)?.abort();
  };
  // While the database is unavailable, the preparation continues or fails by itself; the next poll shows which.
  const quietly = (looking: Promise<void>): void => void looking.catch(() => undefined);

  return (uploadId) => {
    if (watched.has(uploadId)) return undefined;
    const ended = new AbortController();
    watched.set(uploadId, ended);
    timer ??= setInterval(() => quietly(lookAtAll()), LOOK_INTERVAL_MS);
    // Its own changes end the watch before the next turn of the event loop.
    const unwatch = changes.watch(
      uploadId,
      () => void setImmediate(() => watched.has(uploadId) && quietly(look(uploadId))),
    );
    return {
      signal: ended.signal,
      end() {
        unwatch();
        watched.delete(uploadId);
        if (watched.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      },
    };
  };
}

/** An upload that waits for its turn is not one that a dead process has left. */
async function mark({ db, now }: WatchDeps['store'], ids: readonly string[]): Promise<void> {
  await db
    .updateTable('upload')
    .set({ updated_at: await now() })
    .where('id', 'in', ids)
    .where('state', 'in', PREPARED_STATES)
    .execute();
}

const PREPARED_STATES = ['accepted', 'fetching', 'checking'] as const;

export function isBeingPrepared({ state }: UploadRow): boolean {
  return PREPARED_STATES.some((prepared) => prepared === state);
}
