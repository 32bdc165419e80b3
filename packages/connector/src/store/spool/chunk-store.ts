/** Where the encrypted chunks of spooled files lie. A file's chunks are numbered from 0. */
export interface ChunkStore {
  /** Begins to store a file. */
  begin(fileId: string): Promise<ChunkWriter>;
  /** Opens a file; undefined where there is none. */
  open(fileId: string): Promise<ChunkReader | undefined>;
  /** Removes what was stored of a file whose row was deleted. */
  remove(fileId: string): Promise<void>;
  /** Frees what belongs to no file any more: rows say which files there are. */
  removeUnknown(): Promise<void>;
}

export interface ChunkWriter {
  add(chunk: Buffer, seq: number): Promise<void>;
  /** Resolves when all of it is on the disk. */
  end(): Promise<void>;
  /** Removes what was stored. */
  abort(): Promise<void>;
}

export interface ChunkReader {
  /** Undefined where there is none of this number. */
  read(seq: number): Promise<Buffer | undefined>;
  close(): Promise<void>;
}

/** Bytes of each chunk of a file but the last, before it is encrypted. */
export const CHUNK_BYTES = 512 * 1024;
