import type { FileHandle } from 'node:fs/promises';

const CHUNK_BYTES = 256 * 1024;

/** The bytes of a file from a place on. The next are read while the last are worked on; a chunk is void then. */
export async function* readAhead(file: FileHandle, from: number): AsyncGenerator<Buffer> {
  const [first, second] = [Buffer.allocUnsafeSlow(CHUNK_BYTES), Buffer.allocUnsafeSlow(CHUNK_BYTES)];
  let position = from;
  let next = file.read(first, 0, CHUNK_BYTES, position);
  try {
    for (;;) {
      const { bytesRead, buffer } = await next;
      if (bytesRead === 0) return;
      position += bytesRead;
      next = file.read(buffer === first ? second : first, 0, CHUNK_BYTES, position);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    // A file must not be closed under a read.
    await next.catch(() => undefined);
  }
}
