import type { Content } from './content';
import { CHUNK_BYTES, type ChunkReader } from './chunk-store';
import { TAG_BYTES, type FileCipher } from './file-cipher';

/** Chunks that are kept decrypted: readers of an archive go to and fro between two places. */
const KEPT_CHUNKS = 2;

/**
 * The bytes of a stored file, decrypted chunk by chunk as they are asked for; none of them goes anywhere but memory.
 * @param cipher undefined for a file that an older version stored in clear
 */
export function createChunkedContent(
  file: { readonly id: string; readonly bytes: number },
  reader: ChunkReader,
  cipher: FileCipher | undefined,
): Content {
  const starts = reader.lengths === undefined ? undefined : startsOf(reader.lengths, cipher);
  const kept = new Map<number, Promise<Buffer>>();
  const decrypted = async (seq: number): Promise<Buffer> => {
    const stored = await reader.read(seq);
    if (stored === undefined) throw new Error(`The file ${file.id} was removed while it was being read.`);
    return cipher === undefined ? stored : cipher.decrypt(stored, seq);
  };
  const chunkAt = (seq: number): Promise<Buffer> => {
    const chunk = kept.get(seq) ?? decrypted(seq);
    kept.delete(seq);
    kept.set(seq, chunk);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_CHUNKS && oldest !== undefined) kept.delete(oldest);
    return chunk;
  };
  const placeOf = (position: number): { seq: number; start: number } => {
    const seq =
      starts === undefined
        ? Math.floor(position / CHUNK_BYTES)
        : starts.findLastIndex((start) => start <= position);
    return { seq, start: starts?.[seq] ?? seq * CHUNK_BYTES };
  };
  return {
    bytes: file.bytes,
    async read(into, position) {
      let length = 0;
      while (length < into.length && position + length < file.bytes) {
        const { seq, start } = placeOf(position + length);
        const copied = (await chunkAt(seq)).copy(into, length, position + length - start);
        if (copied === 0) throw new Error(`The file ${file.id} is shorter than its row says.`);
        length += copied;
      }
      return length;
    },
    close: () => reader.close(),
  };
}

function startsOf(lengths: readonly number[], cipher: FileCipher | undefined): number[] {
  const overhead = cipher === undefined ? 0 : TAG_BYTES;
  let next = 0;
  return lengths.map((length) => {
    const start = next;
    next += length - overhead;
    return start;
  });
}
