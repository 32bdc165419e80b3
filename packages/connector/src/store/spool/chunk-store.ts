import { TAG_BYTES } from './file-cipher';

/** Where the encrypted chunks of stored files lie. A file's chunks are numbered from 0. */
export interface ChunkStore {
  /** Begins to store a file. */
  begin(fileId: string): Promise<ChunkWriter>;
  /** Opens a file; undefined if there is none. */
  open(fileId: string): Promise<ChunkReader | undefined>;
  /** Removes what was stored of a file whose row was deleted. */
  remove(fileId: string): Promise<void>;
}

/** Takes chunks in any order, each once. */
export interface ChunkWriter {
  /** Once it resolves, the memory of the chunk is the caller's again. */
  add(chunk: Buffer, seq: number): Promise<void>;
  /** Resolves when all of it is on the disk. */
  end(): Promise<void>;
  /** Removes what was stored. */
  abort(): Promise<void>;
}

export interface ChunkReader {
  /** Bytes of each chunk as it is stored; undefined if all but the last are `CHUNK_BYTES` and a tag long. */
  readonly lengths?: readonly number[];
  /**
   * Calls `use` with a chunk, and gives its result; undefined if the file has none of this number.
   * @param use is given the chunk, whose memory it does not keep: the next may be read to it
   */
  read<T>(seq: number, use: (chunk: Buffer) => T): Promise<T | undefined>;
  close(): Promise<void>;
}

/** Bytes of each chunk of a file but the last, before it is encrypted. */
export const CHUNK_BYTES = 512 * 1024;
/** As much as it is once it is encrypted. */
export const STORED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;
