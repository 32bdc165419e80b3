import type { ByteSource } from './rolling-buffer';

/** A source that holds something open until it is closed. */
export interface OpenSource extends ByteSource {
  close(): Promise<void>;
}

/** Chunks as they come, as a source of bytes; closing it ends their production. */
export function createChunkSource(chunks: AsyncGenerator<Buffer>): OpenSource {
  let rest: Buffer = Buffer.alloc(0);
  return {
    async read(into, offset) {
      while (rest.length === 0) {
        const next = await chunks.next();
        if (next.done === true) return 0;
        rest = next.value;
      }
      const copied = rest.copy(into, offset);
      rest = rest.subarray(copied);
      return copied;
    },
    async close() {
      await chunks.return(undefined);
    },
  };
}
