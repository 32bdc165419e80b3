import type { Content, StoredFile } from './content';
import type { FileWriter, NewFile } from './file-writer';
import { KeptBytes } from './kept-bytes';

/** Bytes that a reader may be behind; then the writer waits for it. */
const MAX_BEHIND_BYTES = 4 * 1024 * 1024;
/** Bytes behind the reader that are kept: readers look at the beginning of a file first. */
const RETAINED_BYTES = 1024 * 1024;

/**
 * A file that is read while it is being written: what its reader has not had yet is kept in memory, so that it needs no
 * second look at the disk. A reader that goes back gets what was stored, once the file is whole.
 */
export class FollowedFile<File extends NewFile> implements StoredFile, FileWriter<File> {
  /** Those that have come so far. */
  bytes = 0;
  readonly #writer: FileWriter<File>;
  /** For as long as somebody follows. */
  #kept: KeptBytes | undefined = new KeptBytes();
  #hasAllCome = false;
  #stored: File | undefined;
  #failure: Error | undefined;
  #waiting: (() => void)[] = [];

  constructor(writer: FileWriter<File>) {
    this.#writer = writer;
  }

  async write(piece: Buffer): Promise<void> {
    this.#kept?.add(piece);
    this.bytes += piece.length;
    this.#changed();
    await this.#writer.write(piece);
    while (this.#kept !== undefined && this.bytes - this.#kept.from > MAX_BEHIND_BYTES) await this.#change();
  }

  rewrite(): never {
    throw new Error('what is read as it comes cannot be replaced');
  }

  async end(): Promise<File> {
    // The reader has the last bytes while they are being stored.
    this.#hasAllCome = true;
    this.#changed();
    this.#stored = await this.#writer.end();
    this.#changed();
    return this.#stored;
  }

  async abort(): Promise<void> {
    this.leave();
    await this.#writer.abort();
  }

  /** Resolves when so many bytes have come. @returns false if the file has fewer */
  async hasCome(bytes: number): Promise<boolean> {
    while (this.bytes < bytes && !this.#hasAllCome && this.#failure === undefined) await this.#change();
    return this.bytes >= bytes && this.#failure === undefined;
  }

  /** Ends the reader, wherever it waits; the file is written on. */
  leave(): void {
    this.#failure ??= new Error('a file was given up while it was read as it came');
    this.release();
  }

  /** The reader has gone: nothing is kept, and the writer no longer waits. */
  release(): void {
    this.#kept = undefined;
    this.#changed();
  }

  /** For one reader. @throws from its reads if the file or the reading is given up */
  open(): Promise<Content> {
    const arrived = () => this.bytes;
    let stored: Content | undefined;
    return Promise.resolve({
      get bytes() {
        return arrived();
      },
      read: async (into, position) => {
        const length = stored === undefined ? await this.#readKept(into, position) : undefined;
        if (length !== undefined) return length;
        stored ??= await (await this.#untilStored()).open();
        return stored.read(into, position);
      },
      close: async () => {
        this.release();
        await stored?.close();
      },
    });
  }

  /** Waits for bytes; undefined if they are not kept. */
  async #readKept(into: Buffer, position: number): Promise<number | undefined> {
    while (this.bytes < position + into.length && !this.#hasAllCome) {
      this.#drop(position);
      await this.#change();
      if (this.#failure !== undefined) throw this.#failure;
    }
    if (this.#kept === undefined || position < this.#kept.from) {
      this.release();
      return undefined;
    }
    this.#drop(position);
    return this.#kept.copyTo(into, position);
  }

  /** Lets go what lies far before a place. */
  #drop(position: number): void {
    if (this.#kept?.dropBefore(position - RETAINED_BYTES)) this.#changed();
  }

  async #untilStored(): Promise<File> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#stored !== undefined) return this.#stored;
      await this.#change();
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #changed(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
