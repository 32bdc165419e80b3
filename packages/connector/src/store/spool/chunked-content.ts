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
  /** By their numbers; the last was asked for last. */
  const kept = new Map<number, Buffer>();
  const dropOldest = (): Buffer | undefined => {
    const [oldest] = kept;
    if (oldest === undefined || kept.size < KEPT_CHUNKS) return undefined;
    kept.delete(oldest[0]);
    return oldest[1];
  };
  const decrypted = async (seq: number): Promise<Buffer> => {
    const dropped = dropOldest();
    const chunk = await reader.read(seq, (stored) => {
      if (cipher === undefined) return Buffer.from(stored);
      return cipher.decrypt(stored, seq, dropped);
    });
    if (chunk === undefined) throw new Error(`The file ${file.id} was removed while it was being read.`);
    return chunk;
  };
  const chunkAt = async (seq: number): Promise<Buffer> => {
    const chunk = kept.get(seq) ?? (await decrypted(seq));
    kept.delete(seq);
    kept.set(seq, chunk);
    return chunk;
  };
  const placeOf = (position: number): { seq: number; start: number } => {
    const seq =
      starts === undefined
        ? Math.floor(position / CHUNK_BYTES)
        : starts.findLastIndex((start) => start <= position);
    return { seq, start: starts?.[seq] ?? seq * CHUNK_BYTES };
  };
  const fill = async (into: Buffer, position: number): Promise<number> => {
    let length = 0;
    while (length < into.length && position + length < file.bytes) {
      const { seq, start } = placeOf(position + length);
      const copied = (await chunkAt(seq)).copy(into, length, position + length - start);
      if (copied === 0) throw new Error(`The file ${file.id} is shorter than its row says.`);
      length += copied;
    }
    return length;
  };
  // Reads take turns: one may decrypt to the memory of a chunk that another has copied from.
  let turn: Promise<unknown> = Promise.resolve();
  return {
    bytes: file.bytes,
    read(into, position) {
      const reading = turn.then(() => fill(into, position));
      turn = reading.catch(() => undefined);
      return reading;
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
