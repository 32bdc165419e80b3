import { isBlankText } from '@ozonetel-bulk-upload/shared-types';
import { ContactFileError } from '../../contact-file-error';
import { RollingBuffer } from '../rolling-buffer';
import type { Archive } from './archive';
import { createChunkSource } from '../chunk-source';
import { damagedWorkbook } from './damaged-workbook';
import { ElementText } from './element-text';
import { shortName, tagsOf, XML_CLOSE, XML_EMPTY, XML_END, XML_OPEN, XmlCursor } from './xml-cursor';
import { readXml } from './read-xml';
import { decodeCellText } from './xml-text';

const BLOCK_BYTES = 1024 * 1024;
const PAGE_BITS = 16;
const PAGE_STRINGS = 1 << PAGE_BITS;

/** Bytes that one shared string may have; Excel's own limit is 32,767 characters. */
const MAX_STRING_BYTES = BLOCK_BYTES;

/** In texts proper, a workbook of contacts has a sixth of its XML; the rest are tags. */
const KEPT_PART = 4;

/** What is kept for each string besides its text. */
const STRING_BYTES = Uint32Array.BYTES_PER_ELEMENT + Uint8Array.BYTES_PER_ELEMENT;

const UNKNOWN = 0;
const BLANK = 1;
const NOT_BLANK = 2;

const STRING = shortName('si');
const RUN_TEXT = shortName('t');
/** What is in a shared string, to its end. */
const PLAIN_STRINGS = [tagsOf('<t>', '</t></si>')];
const AMPERSAND = 0x26;
const UNDERSCORE = 0x5f;
const LOWER_X = 0x78;
const DELETE = 0x7f;

/**
 * The texts that cells of a workbook refer to, kept as bytes: a string object for each would take four times
 * as much memory.
 */
export class SharedStrings {
  readonly #blocks: Buffer[] = [];
  /** How much of each block is used. */
  readonly #used: number[] = [];
  /** Where each string begins; it ends where the next does, or its block. Pages, as copying would double them. */
  readonly #starts: Uint32Array[] = [];
  /** Whether each string is blank, once a cell has asked: a million cells may refer to one long string. */
  readonly #blankness: Uint8Array[] = [];
  readonly #text = new ElementText();
  #count = 0;
  /** Bytes that cells have referred to in this pass. */
  #referredBytes = 0;

  /** @param maxInflatedBytes of the whole workbook */
  private constructor(private readonly maxInflatedBytes: number) {}

  /**
   * Reads the table of a workbook; one without a table has no strings.
   * @param maxInflatedBytes of the whole workbook; the memory that is kept is a quarter of it at most
   * @throws ContactFileError
   */
  static async read(
    archive: Archive,
    name: string | undefined,
    { maxInflatedBytes }: { readonly maxInflatedBytes: number },
  ): Promise<SharedStrings> {
    const strings = new SharedStrings(maxInflatedBytes);
    if (name === undefined) return strings;
    const source = createChunkSource(readXml(archive, name));
    const window = new RollingBuffer(source, MAX_STRING_BYTES);
    const cursor = new XmlCursor();
    try {
      let taken = 0;
      do {
        if (!(await window.advance(taken))) throw tooLong();
        cursor.reset(window.bytes, window.length);
        taken = strings.#scan(cursor, window.bytes);
      } while (!window.isLast);
    } finally {
      await source.close();
    }
    if (strings.#text.hasIndent) archive.noteRecoded();
    return strings;
  }

  /** Begins to read the sheet: what its cells refer to is counted anew. */
  beginPass(): void {
    this.#referredBytes = 0;
  }

  has(index: number): boolean {
    return index >= 0 && index < this.#count;
  }

  /** @throws ContactFileError if the index is out of range, or a small workbook would become a huge table */
  text(index: number): string {
    const { bytes, start, end } = this.stored(index);
    return bytes.toString('utf8', start, end);
  }

  /** The bytes of a text. @throws ContactFileError as `text` does */
  stored(index: number): { bytes: Buffer; start: number; end: number } {
    const found = this.#find(index);
    this.#referredBytes += found.end - found.start;
    if (this.#referredBytes > this.maxInflatedBytes) throw tooManyReferences(this.maxInflatedBytes);
    return found;
  }

  isBlank(index: number): boolean {
    const page = this.#blankness[index >>> PAGE_BITS];
    const known = page?.[index % PAGE_STRINGS] ?? UNKNOWN;
    if (known !== UNKNOWN) return known === BLANK;
    const { bytes, start, end } = this.#find(index);
    const isBlank = isBlankUtf8(bytes, start, end) ?? isBlankText(this.text(index));
    if (page !== undefined) page[index % PAGE_STRINGS] = isBlank ? BLANK : NOT_BLANK;
    return isBlank;
  }

  /** Takes every whole string of a piece of XML; returns where the rest begins. */
  #scan(cursor: XmlCursor, bytes: Buffer): number {
    let taken = cursor.position;
    for (let token = cursor.next(); token !== XML_END; token = cursor.next()) {
      if (cursor.name === STRING && token === XML_EMPTY) this.#addBytes(bytes, 0, 0);
      else if (cursor.name === STRING && token === XML_OPEN && !this.#scanString(cursor, bytes)) return taken;
      taken = cursor.position;
    }
    return taken;
  }

  /** Takes one string, the runs of rich text together; false if it is not whole. */
  #scanString(cursor: XmlCursor, bytes: Buffer): boolean {
    const text = this.#text;
    text.begin(RUN_TEXT);
    if (text.takePlain(cursor, PLAIN_STRINGS)) {
      this.#addText(text, bytes);
      return true;
    }
    for (let token = cursor.next(); token !== XML_END; token = cursor.next()) {
      if (token === XML_CLOSE && cursor.name === STRING) {
        this.#addText(text, bytes);
        return true;
      }
      text.take(token, cursor, bytes);
    }
    return false;
  }

  #addText({ start, end, joined }: ElementText, bytes: Buffer): void {
    const text = joined ?? (needsDecoding(bytes, start, end) ? decodeUtf8(bytes, start, end) : undefined);
    if (text === undefined) this.#addBytes(bytes, start, end);
    else this.#addBytes(Buffer.from(text), 0, Buffer.byteLength(text));
  }

  #addBytes(bytes: Buffer, start: number, end: number): void {
    const length = end - start;
    if (length > MAX_STRING_BYTES) throw tooLong();
    let last = this.#blocks.length - 1;
    if (last === -1 || (this.#used[last] ?? 0) + length > BLOCK_BYTES) {
      this.#refuseTooMuch();
      last = this.#blocks.push(Buffer.allocUnsafeSlow(BLOCK_BYTES)) - 1;
      this.#used.push(0);
    }
    const used = this.#used[last] ?? 0;
    bytes.copy(this.#blocks[last] ?? bytes, used, start, end);
    this.#used[last] = used + length;
    const index = this.#count % PAGE_STRINGS;
    if (index === 0) {
      this.#refuseTooMuch();
      this.#starts.push(new Uint32Array(PAGE_STRINGS));
      this.#blankness.push(new Uint8Array(PAGE_STRINGS));
    }
    const page = this.#starts[this.#count >>> PAGE_BITS];
    if (page !== undefined) page[index] = last * BLOCK_BYTES + used;
    this.#count += 1;
  }

  #refuseTooMuch(): void {
    const kept = this.#blocks.length * BLOCK_BYTES + this.#count * STRING_BYTES;
    const most = this.maxInflatedBytes / KEPT_PART;
    if (kept <= most) return;
    throw new ContactFileError(
      'file_too_large',
      `The texts of the workbook are larger than ${Math.floor(most)} bytes, which is the limit. Save the contacts alone, or as CSV.`,
    );
  }

  #find(index: number): { bytes: Buffer; start: number; end: number } {
    const position = this.#startOf(index);
    const number = Math.floor(position / BLOCK_BYTES);
    const bytes = this.#blocks[number];
    if (bytes === undefined) throw damagedWorkbook('a text is missing in it');
    const start = position % BLOCK_BYTES;
    const length = this.#startOf(index + 1) - position;
    return { bytes, start, end: Math.min(start + length, this.#used[number] ?? start) };
  }

  /** Infinity behind the last string, and where there is none. */
  #startOf(index: number): number {
    if (!this.has(index)) return Infinity;
    return this.#starts[index >>> PAGE_BITS]?.[index % PAGE_STRINGS] ?? Infinity;
  }
}

/** Whether a text holds an entity or what may be Excel's escape for a character. */
export function needsDecoding(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at];
    if (byte === AMPERSAND || (byte === UNDERSCORE && bytes[at + 1] === LOWER_X)) return true;
  }
  return false;
}

/** Whether a text shows nothing; undefined if it must be decoded to tell. */
export function isBlankUtf8(bytes: Buffer, start: number, end: number): boolean | undefined {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte <= 0x20) continue;
    return byte === AMPERSAND || byte === UNDERSCORE || byte >= DELETE ? undefined : false;
  }
  return true;
}

function decodeUtf8(bytes: Buffer, start: number, end: number): string {
  return decodeCellText(bytes.toString('utf8', start, end));
}

function tooManyReferences(maxInflatedBytes: number): ContactFileError {
  return new ContactFileError(
    'file_too_large',
    `The cells of the workbook repeat texts to more than ${maxInflatedBytes} bytes, which is the limit. Save the contacts alone, or as CSV.`,
  );
}

function tooLong(): ContactFileError {
  return new ContactFileError(
    'file_not_a_contact_file',
    `The workbook has a text of more than ${MAX_STRING_BYTES} bytes, more than a cell can hold. Save the contacts alone, or as CSV.`,
  );
}
