import { crc32, createDeflateRaw, type DeflateRaw } from 'node:zlib';
import { once } from 'node:events';
import type { FileWriter } from '../../store/spool/file-writer';

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const VERSION = 20;
const UTF8_NAMES = 0x0800;
const DEFLATED = 8;
/** 1 January 1980, the first day that a zip archive can name: the same contacts make the same bytes. */
const DATE = 0x0021;
const FASTEST = 1;

interface ZipEntry {
  readonly name: Buffer;
  readonly offset: number;
  crc: number;
  bytes: number;
  deflated: number;
}

/**
 * A zip archive written entry by entry, each header with its sizes, as the strictest readers want them: those are
 * filled in when the entry ends, so that only the last entry may be large.
 */
export class ZipWriter {
  readonly #entries: ZipEntry[] = [];
  #position = 0;

  constructor(private readonly file: FileWriter) {}

  /** Begins an entry; the one before must have been ended. */
  async begin(name: string): Promise<ZipEntryWriter> {
    const entry: ZipEntry = {
      name: Buffer.from(name),
      offset: this.#position,
      crc: 0,
      bytes: 0,
      deflated: 0,
    };
    this.#entries.push(entry);
    await this.#append(localHeader(entry));
    const deflate = createDeflateRaw({ level: FASTEST });
    const written = this.#appendAll(deflate, entry);
    written.catch(() => deflate.destroy());
    return {
      write: async (bytes) => {
        entry.crc = crc32(bytes, entry.crc);
        entry.bytes += bytes.length;
        if (!deflate.write(bytes)) await Promise.race([once(deflate, 'drain'), written]);
      },
      end: async () => {
        deflate.end();
        await written;
        this.file.rewrite(localHeader(entry), entry.offset);
      },
    };
  }

  /** Writes the directory of the archive; the file is its owner's to end. */
  async end(): Promise<void> {
    const start = this.#position;
    for (const entry of this.#entries) await this.#append(centralHeader(entry));
    await this.#append(endOfDirectory(this.#entries.length, this.#position - start, start));
  }

  async #appendAll(deflate: DeflateRaw, entry: ZipEntry): Promise<void> {
    for await (const chunk of deflate as AsyncIterable<Buffer>) {
      await this.#append(chunk);
      entry.deflated += chunk.length;
    }
  }

  async #append(bytes: Buffer): Promise<void> {
    await this.file.write(bytes);
    this.#position += bytes.length;
  }
}

export interface ZipEntryWriter {
  write(bytes: Buffer): Promise<void>;
  end(): Promise<void>;
}

function localHeader(entry: ZipEntry): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(LOCAL_HEADER, 0);
  writeCommon(header, 4, entry);
  return Buffer.concat([header, entry.name]);
}

function centralHeader(entry: ZipEntry): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(CENTRAL_HEADER, 0);
  header.writeUInt16LE(VERSION, 4);
  writeCommon(header, 6, entry);
  header.writeUInt32LE(entry.offset, 42);
  return Buffer.concat([header, entry.name]);
}

/** The 26 bytes that both headers share: version, flags, method, time, date, crc, sizes, lengths. */
function writeCommon(header: Buffer, at: number, { name, crc, bytes, deflated }: ZipEntry): void {
  header.writeUInt16LE(VERSION, at);
  header.writeUInt16LE(UTF8_NAMES, at + 2);
  header.writeUInt16LE(DEFLATED, at + 4);
  header.writeUInt16LE(DATE, at + 8);
  header.writeUInt32LE(crc, at + 10);
  header.writeUInt32LE(deflated, at + 14);
  header.writeUInt32LE(bytes, at + 18);
  header.writeUInt16LE(name.length, at + 22);
}

function endOfDirectory(entries: number, bytes: number, offset: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(END_OF_DIRECTORY, 0);
  record.writeUInt16LE(entries, 8);
  record.writeUInt16LE(entries, 10);
  record.writeUInt32LE(bytes, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}
