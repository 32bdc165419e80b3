import type { StoredFile } from './content';
import { CHUNK_BYTES, STORED_CHUNK_BYTES, type ChunkWriter } from './chunk-store';
import type { FileCipher } from './file-cipher';

/** A file that was written, and that nobody has yet. */
export interface NewFile extends StoredFile {
  remove(): Promise<void>;
}

/** Writes a file from its first byte to its last. A caller that gives up calls `abort`. */
export interface FileWriter<File extends NewFile = NewFile> {
  write(piece: Buffer): Promise<void>;
  /** Replaces bytes that were written among the first 512 KiB, such as a length that was not known then. */
  rewrite(bytes: Buffer, position: number): void;
  end(): Promise<File>;
  abort(): Promise<void>;
}

/** A file up to this size never leaves memory until it is stored with the row that names it. */
export const SMALL_FILE_BYTES = 256 * 1024;

const FIRST_BUFFER_BYTES = 16 * 1024;

/**
 * Divides what is written into encrypted chunks. The first is stored last: until then it can be changed, and a file
 * that turns out to be small is stored nowhere.
 */
export class ChunkDivider {
  bytes = 0;
  readonly #cipher: FileCipher;
  readonly #begin: () => Promise<ChunkWriter>;
  #writer: ChunkWriter | undefined;
  #first: Buffer | undefined;
  #chunk: Buffer = Buffer.alloc(0);
  #encrypted: Buffer | undefined;
  #length = 0;
  #seq = 0;

  /** @param begin called before the first chunk is stored, where any is */
  constructor(cipher: FileCipher, begin: () => Promise<ChunkWriter>) {
    this.#cipher = cipher;
    this.#begin = begin;
  }

  async write(piece: Buffer): Promise<void> {
    for (let at = 0; at < piece.length;) {
      this.#makeRoom(piece.length - at);
      const copied = piece.copy(this.#chunk, this.#length, at);
      at += copied;
      this.#length += copied;
      this.bytes += copied;
      if (this.#length === CHUNK_BYTES) await this.#complete();
    }
  }

  rewrite(bytes: Buffer, position: number): void {
    const beginning = this.#first ?? this.#chunk;
    if (position + bytes.length > Math.min(this.bytes, CHUNK_BYTES)) {
      throw new Error('only what was written at the beginning can be replaced');
    }
    bytes.copy(beginning, position);
  }

  /** @returns all of a small file; undefined if it is stored */
  async end(): Promise<Buffer | undefined> {
    if (this.bytes <= SMALL_FILE_BYTES) return this.#chunk.subarray(0, this.#length);
    if (this.#length > 0) await this.#complete();
    await this.#store(this.#first ?? this.#chunk, 0);
    await this.#writer?.end();
    return undefined;
  }

  async abort(): Promise<void> {
    await this.#writer?.abort();
  }

  async #complete(): Promise<void> {
    const chunk = this.#chunk.subarray(0, this.#length);
    const seq = this.#seq;
    this.#length = 0;
    this.#seq += 1;
    if (seq > 0) return this.#store(chunk, seq);
    this.#first = chunk;
    this.#chunk = Buffer.alloc(0);
  }

  async #store(chunk: Buffer, seq: number): Promise<void> {
    this.#writer ??= await this.#begin();
    this.#encrypted ??= Buffer.allocUnsafeSlow(STORED_CHUNK_BYTES);
    await this.#writer.add(this.#cipher.encrypt(chunk, seq, this.#encrypted), seq);
  }

  /** A slow sender of a small file takes no more than twice its size. */
  #makeRoom(wanted: number): void {
    if (this.#length < this.#chunk.length) return;
    const larger = Math.max(FIRST_BUFFER_BYTES, 2 * this.#length, this.#length + wanted);
    // Not of the pool that small buffers share: what is kept must not keep its neighbors.
    const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, larger));
    this.#chunk.copy(chunk, 0, 0, this.#length);
    this.#chunk = chunk;
  }
}

/** Writes all pieces into a file; where one cannot be had or stored, nothing is left of it. */
export async function writeAll<File extends NewFile>(
  writer: FileWriter<File>,
  pieces: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<File> {
  try {
    for await (const piece of pieces) await writer.write(piece);
    return await writer.end();
  } catch (error) {
    // If this fails, too, the sweep removes it.
    await writer.abort().catch(() => undefined);
    throw error;
  }
}
