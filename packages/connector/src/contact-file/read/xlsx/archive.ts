import { posix } from 'node:path';
import { crc32, createInflateRaw } from 'node:zlib';
import { pipeline, type Readable } from 'node:stream';
import { fromRandomAccessReader, type Entry, type ZipFile, type ZipFileOptions } from 'yauzl';
import type { Content } from '../../../store/spool/content';
import { ContactFileError } from '../../contact-file-error';
import { createPace, type Pace } from '../../pace';
import type { ReadingLimits } from '../reading-limits';
import { ArchiveBytes } from './archive-bytes';

/** Entries that an archive may have; a workbook has a dozen, or a few for each sheet. */
const MAX_ENTRIES = 10_000;

const INFLATED_CHUNK_BYTES = 64 * 1024;
const STORED = 0;
const DEFLATED = 8;

/** The files inside an .xlsx, found by the archive's own directory. */
export class Archive {
  /** For loops over what its parts hold: a check lets others use the thread. */
  readonly pace: Pace;
  #isPlain: boolean;

  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
    isPlain: boolean,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.pace = createPace(signal);
    this.#isPlain = isPlain;
  }

  /** Whether every program finds the same entries by their names, and reads the same texts in them. */
  get isPlain(): boolean {
    return this.#isPlain;
  }

  /** Takes note that an entry is in another encoding, or that its texts are taken without what indents them. */
  noteRecoded(): void {
    this.#isPlain = false;
  }

  /**
   * Opens an archive and reads its directory; nothing is inflated yet.
   * @throws ContactFileError if it is damaged, encrypted, or declares more than `maxInflatedBytes`
   */
  static async open(content: Content, { maxInflatedBytes, signal }: ReadingLimits): Promise<Archive> {
    const end = await findEnd(content).catch(damaged);
    const zip = await openDirectory(content, end).catch(damaged);
    try {
      const { entries, isPlain } = await readDirectory(zip, maxInflatedBytes);
      return new Archive(zip, entries, isPlain && end === content.bytes, signal);
    } catch (error) {
      zip.close();
      throw error;
    }
  }

  has(name: string): boolean {
    return this.entries.has(keyOf(name));
  }

  /**
   * The bytes of an entry, inflated; never more than its directory declares.
   * @throws ContactFileError also at the end, if they are not those that were packed: a damaged digit is a digit
   */
  async *read(name: string): AsyncGenerator<Buffer> {
    const entry = this.entries.get(keyOf(name));
    if (entry === undefined) return;
    if (entry.isEncrypted()) throw new ContactFileError('file_not_a_contact_file', ENCRYPTED);
    const stream = await this.#open(entry).catch(damaged);
    let bytes = 0;
    let checksum = 0;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        this.signal?.throwIfAborted();
        bytes += chunk.length;
        if (bytes > entry.uncompressedSize) throw new Error('The entry is larger than it declares.');
        checksum = crc32(chunk, checksum);
        yield chunk;
      }
      if (checksum !== entry.crc32) throw new Error('The entry is not what was packed.');
    } catch (error) {
      if (error instanceof ContactFileError || this.signal?.aborted === true) throw error;
      damaged(error);
    } finally {
      stream.destroy();
    }
  }

  close(): void {
    this.zip.close();
  }

  async #open(entry: Entry): Promise<Readable> {
    if (entry.compressionMethod === STORED) return openRaw(this.zip, entry);
    if (entry.compressionMethod !== DEFLATED) throw new Error('The compression is unknown.');
    const raw = await openRaw(this.zip, entry, { decompress: false, decrypt: null, start: null, end: null });
    return pipeline(raw, createInflateRaw({ chunkSize: INFLATED_CHUNK_BYTES }), () => undefined);
  }
}

const ENCRYPTED = 'The workbook is protected with a password: save it without one.';

/** The record that ends an archive: its signature, its size without the comment, and where the comment's size is (APPNOTE, 4.3.16). */
const END_SIGNATURE = Buffer.from('PK\u0005\u0006');
const END_BYTES = 22;
const COMMENT_SIZE_AT = 20;
const MAX_COMMENT_BYTES = 0xffff;
/** Bytes behind an archive that are passed over: a line break, zeros of a block, or what a page appended to its answer. */
const MAX_BYTES_BEHIND = 64 * 1024;

/** Where the archive ends, by its last record: other programs pass over what is behind it, the library does not. */
async function findEnd(content: Content): Promise<number> {
  const tail = Buffer.alloc(Math.min(content.bytes, END_BYTES + MAX_COMMENT_BYTES + MAX_BYTES_BEHIND));
  const start = content.bytes - tail.length;
  await content.read(tail, start);
  const record = tail.subarray(0, tail.length - END_BYTES + END_SIGNATURE.length).lastIndexOf(END_SIGNATURE);
  if (record === -1) return content.bytes;
  return Math.min(start + record + END_BYTES + tail.readUInt16LE(record + COMMENT_SIZE_AT), content.bytes);
}

function openDirectory(content: Content, end: number): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const options = { autoClose: false, lazyEntries: true, decodeStrings: false };
    fromRandomAccessReader(new ArchiveBytes(content), end, options, (error, zip) => {
      if (error === null) resolve(zip);
      else reject(error);
    });
  });
}

function openRaw(zip: ZipFile, entry: Entry, options?: ZipFileOptions): Promise<Readable> {
  return new Promise((resolve, reject) => {
    const opened = (error: Error | null, stream: Readable): void => {
      if (error === null) resolve(stream);
      else reject(error);
    };
    if (options === undefined) zip.openReadStream(entry, opened);
    else zip.openReadStream(entry, options, opened);
  });
}

interface Directory {
  readonly entries: Map<string, Entry>;
  /** Whether every program finds the same entries under these names. */
  isPlain: boolean;
}

function readDirectory(zip: ZipFile, maxInflatedBytes: number): Promise<Directory> {
  if (zip.entryCount > MAX_ENTRIES) throw tooLarge(maxInflatedBytes);
  const directory: Directory = { entries: new Map(), isPlain: true };
  let inflated = 0;
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      inflated += entry.uncompressedSize;
      addEntry(directory, entry);
      if (inflated > maxInflatedBytes) reject(tooLarge(maxInflatedBytes));
      else zip.readEntry();
    });
    zip.on('end', () => resolve(directory));
    zip.on('error', (cause: unknown) => reject(damage(cause)));
    zip.readEntry();
  });
}

/** Names are relative to the archive, whatever they begin with: nothing is unpacked to disk. */
function addEntry(directory: Directory, entry: Entry): void {
  const { entries } = directory;
  // With `decodeStrings: false` yauzl gives bytes, and does not refuse an archive for a name that nobody asks for.
  const name = Buffer.from(entry.fileName).toString();
  if (/[\\/]$/.test(name)) return;
  const key = keyOf(name);
  const isPlainName = key === name.toLowerCase();
  if (!isPlainName || entries.has(key)) directory.isPlain = false;
  if (isPlainName || !entries.has(key)) entries.set(key, entry);
}

/**
 * The name of an entry as it is looked up: no reader distinguishes case, `\\` from `/`, `./xl` from `/xl` and `xl`, or
 * `%20` from a space (names of parts are URIs).
 */
function keyOf(name: string): string {
  const path = posix.normalize(unescaped(name).toLowerCase().replaceAll('\\', '/'));
  return path.replace(/^\/+/, '');
}

function unescaped(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function tooLarge(maxInflatedBytes: number): ContactFileError {
  return new ContactFileError(
    'file_too_large',
    `The workbook is larger than ${maxInflatedBytes} bytes once unpacked, which is the limit. Save the contacts alone, or as CSV.`,
  );
}

function damage(cause: unknown): ContactFileError {
  return new ContactFileError(
    'file_not_a_contact_file',
    'The .xlsx file is damaged or was not downloaded whole: open it in a spreadsheet program and save it again.',
    { cause },
  );
}

function damaged(cause: unknown): never {
  throw damage(cause);
}
