import type { ByteSource } from '../rolling-buffer';

/** Chunks as they come, as a source of bytes; `close` ends their production early. */
export function createChunkSource(chunks: AsyncGenerator<Buffer>): ByteSource & { close(): Promise<void> } {
  let rest: Buffer = Buffer.alloc(0);
  return {
    async read(into, offset) {
      if (rest.length === 0) {
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
