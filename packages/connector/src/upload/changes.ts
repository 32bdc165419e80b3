import { EventEmitter } from 'node:events';

/** Notifies listeners in this process that an upload has changed. */
export interface Changes {
  emit(uploadId: string): void;
  /** @returns a function that ends the watch */
  watch(uploadId: string, listener: () => void): () => void;
}

export function createChanges(): Changes {
  const emitter = new EventEmitter().setMaxListeners(0);
  return {
    emit: (uploadId) => void emitter.emit(uploadId),
    watch(uploadId, listener) {
      emitter.on(uploadId, listener);
      return () => void emitter.off(uploadId, listener);
    },
  };
}
