import type { Content } from '../../../store/spool/content';

const MAX_CHUNK_BYTES = 256 * 1024;

/** The bytes of a content from a place on. The next are read while the last are worked on; a chunk is void then. */
export async function* readAhead(content: Content, from: number): AsyncGenerator<Buffer> {
  const length = Math.min(MAX_CHUNK_BYTES, Math.max(content.bytes - from, 1));
  const [first, second] = [Buffer.allocUnsafeSlow(length), Buffer.allocUnsafeSlow(length)];
  let position = from;
  let current = first;
  let next = content.read(current, position);
  try {
    for (;;) {
      const length = await next;
      if (length === 0) return;
      const piece = current.subarray(0, length);
      position += length;
      current = current === first ? second : first;
      next = content.read(current, position);
      yield piece;
    }
  } finally {
    // A content must not be closed under a read.
    await next.catch(() => undefined);
  }
}
