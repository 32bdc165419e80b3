import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import type { Changes } from './changes';

export interface UploadWatcher {
  /** The upload as it is now; called again when it is another. */
  show(upload: Upload): void;
  /** Nothing follows: the upload was erased, or the database does not answer. */
  end(): void;
}

/** @returns a function that ends the watch */
export type WatchUpload = (uploadId: string, watcher: UploadWatcher) => () => void;

interface WatchDeps {
  readonly changes: Changes;
  readonly view: (uploadId: string) => Promise<Upload | undefined>;
}

/** Changes that another replica made are seen after this time at the latest. */
const LOOK_INTERVAL_MS = 1_000;

/** Shows uploads to those who watch them: one look at the database for all who watch the same upload. */
export function createWatchUpload({ changes, view }: WatchDeps): WatchUpload {
  const watches = new Map<string, SharedWatch>();
  return (uploadId, watcher) => {
    let watch = watches.get(uploadId);
    if (watch === undefined) {
      watch = new SharedWatch(() => view(uploadId));
      watch.follow(changes, uploadId);
      watches.set(uploadId, watch);
    }
    const shared = watch;
    shared.add(watcher);
    return () => {
      if (shared.remove(watcher) === 0 && watches.get(uploadId) === shared) watches.delete(uploadId);
    };
  };
}

class SharedWatch {
  /** What each has been shown, as JSON. */
  readonly #shown = new Map<UploadWatcher, string>();
  readonly #view: () => Promise<Upload | undefined>;
  #stop: () => void = () => undefined;
  #isLooking = false;
  #mustLookAgain = false;

  constructor(view: () => Promise<Upload | undefined>) {
    this.#view = view;
  }

  follow(changes: Changes, uploadId: string): void {
    const look = () => void this.#look();
    const unwatch = changes.watch(uploadId, look);
    const looks = setInterval(look, LOOK_INTERVAL_MS);
    this.#stop = () => {
      unwatch();
      clearInterval(looks);
    };
  }

  add(watcher: UploadWatcher): void {
    this.#shown.set(watcher, '');
    void this.#look();
  }

  /** @returns how many still watch */
  remove(watcher: UploadWatcher): number {
    if (this.#shown.delete(watcher) && this.#shown.size === 0) this.#stop();
    return this.#shown.size;
  }

  /** One look at a time, so that no older state is shown after a newer one. */
  async #look(): Promise<void> {
    this.#mustLookAgain = true;
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      while (this.#mustLookAgain && this.#shown.size > 0) {
        this.#mustLookAgain = false;
        this.#show(await this.#view());
      }
    } catch {
      this.#show(undefined);
    } finally {
      this.#isLooking = false;
    }
  }

  #show(upload: Upload | undefined): void {
    const text = JSON.stringify(upload);
    for (const [watcher, shown] of [...this.#shown]) {
      if (upload === undefined) watcher.end();
      else if (shown !== text && this.#shown.has(watcher)) {
        this.#shown.set(watcher, text);
        watcher.show(upload);
      }
    }
  }
}
