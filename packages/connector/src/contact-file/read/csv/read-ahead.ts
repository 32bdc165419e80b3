import type { FileHandle } from 'node:fs/promises';

const MAX_CHUNK_BYTES = 256 * 1024;

/** The bytes of a file from a place on. The next are read while the last are worked on; a chunk is void then. */
export async function* readAhead(file: FileHandle, from: number): AsyncGenerator<Buffer> {
  const { size } = await file.stat();
  const length = Math.min(MAX_CHUNK_BYTES, Math.max(size - from, 1));
  const [first, second] = [Buffer.allocUnsafeSlow(length), Buffer.allocUnsafeSlow(length)];
  let position = from;
  let next = file.read(first, 0, length, position);
  try {
    for (;;) {
      const { bytesRead, buffer } = await next;
      if (bytesRead === 0) return;
      position += bytesRead;
      next = file.read(buffer === first ? second : first, 0, length, position);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    // A file must not be closed under a read.
    await next.catch(() => undefined);
  }
}
