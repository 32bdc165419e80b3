import type { ContactRow } from './contact-row';
import { DOUBLED, LOOSE, packCellEnd, PLAIN, QUOTED, type CellForm } from './csv-cell';
import type { CsvDelimiter } from './csv-delimiter';
import { CsvRow } from './csv-row';

/** A quote that is opened and not closed before the text ends. */
export class UnclosedQuoteError extends Error {
  override readonly name = 'UnclosedQuoteError';
}

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/**
 * Finds records in the bytes of a CSV text in UTF-8 (RFC 4180), without copying them. Leniently: line ends may
 * be mixed, and quotes within an unquoted cell or text behind a closing quote belong to the cell.
 *
 * `scan` takes whole records and leaves the rest to be given again with what follows; blank records are left out.
 */
export class CsvScanner {
  /** Whether every record was written as RFC 4180 demands and none was blank, in all that was scanned. */
  isStrict = true;
  /** The most cells that a record had, blank ones at its end included. */
  widest = 0;
  /** Blank records, in all that was scanned. */
  blanks = 0;
  /** Records found by the last `scan`. */
  length = 0;

  readonly #delimiter: number;
  /** 1 for every byte that may end a cell or change how one is read. */
  readonly #isMark = new Uint8Array(256);
  readonly #row: CsvRow;
  #bytes: Buffer = Buffer.alloc(0);
  /** Where the marks are; overwritten from the front, as records are found, by where cells end. */
  #marks = new Int32Array(0);
  #markCount = 0;
  #starts: number[] = [];
  #firstCells: number[] = [];
  /** The first mark that was not read, and the first place that no cell was written to. */
  #mark = 0;
  #cell = 0;

  constructor(delimiter: CsvDelimiter) {
    this.#delimiter = delimiter.charCodeAt(0);
    for (const mark of [this.#delimiter, QUOTE, CR, LF]) this.#isMark[mark] = 1;
    this.#row = new CsvRow(this.#delimiter);
  }

  /**
   * Scans the first `end` bytes. Rows of an earlier scan are void from then on.
   * @param isLast whether the text ends here
   * @returns how many bytes were taken
   * @throws UnclosedQuoteError
   */
  scan(bytes: Buffer, end: number, isLast: boolean): number {
    this.#bytes = bytes;
    this.#findMarks(end, isLast);
    this.length = 0;
    let taken = 0;
    while (taken < end) {
      const firstCell = this.#cell;
      const next = this.#findRecord(taken, end, isLast);
      if (next === -1) break;
      this.#addRecord(taken, firstCell);
      taken = next;
    }
    return taken;
  }

  /** The row at `index` of the last scan; the same object for every index. */
  at(index: number): ContactRow {
    const firstCell = this.#firstCells[index] ?? 0;
    const cells = (this.#firstCells[index + 1] ?? 0) - firstCell;
    return this.#row.moveTo(this.#bytes, this.#marks, this.#starts[index] ?? 0, firstCell, cells);
  }

  /**
   * Every byte is looked at here alone, and without a branch that could be guessed wrong: a place is written
   * for each, and kept for marks.
   */
  #findMarks(end: number, isLast: boolean): void {
    if (this.#marks.length < end + 2) this.#marks = new Int32Array(Math.min(2 * end, this.#bytes.length) + 2);
    const bytes = this.#bytes;
    const marks = this.#marks;
    const isMark = this.#isMark;
    let count = 0;
    for (let at = 0; at < end; at += 1) {
      marks[count] = at;
      count += isMark[bytes[at] ?? 0] ?? 0;
    }
    if (isLast) marks[count++] = end;
    this.#markCount = count;
    this.#mark = 0;
    this.#cell = 0;
  }

  /**
   * Reads the marks of one record; returns where the next begins, -1 where this one is not whole. Counters are
   * locals for as long as cells are plain: as fields they would be written for every mark.
   */
  #findRecord(start: number, end: number, isLast: boolean): number {
    const bytes = this.#bytes;
    const marks = this.#marks;
    const count = this.#markCount;
    const delimiter = this.#delimiter;
    let mark = this.#mark;
    let cell = this.#cell;
    let cellStart = start;
    let form: CellForm = PLAIN;
    while (mark < count) {
      const at = marks[mark] ?? 0;
      const byte = at < end ? bytes[at] : LF;
      mark += 1;
      if (byte === QUOTE) {
        this.#mark = mark;
        form = at === cellStart ? this.#readQuoted(end, isLast) : this.#loose();
        mark = this.#mark;
        continue;
      }
      marks[cell] = packCellEnd(at, form);
      cell += 1;
      if (byte === delimiter) {
        cellStart = at + 1;
        form = PLAIN;
        continue;
      }
      if (byte === CR && at + 1 >= end && !isLast) return -1;
      this.#mark = mark;
      this.#cell = cell;
      return byte === LF ? at + 1 : this.#skipLineFeed(at + 1, end);
    }
    return -1;
  }

  /** Reads the marks up to the closing quote; the next mark must stand right behind it. */
  #readQuoted(end: number, isLast: boolean): CellForm {
    const bytes = this.#bytes;
    const marks = this.#marks;
    let form: CellForm = QUOTED;
    for (; this.#mark < this.#markCount; this.#mark += 1) {
      const at = marks[this.#mark] ?? 0;
      if (at >= end || bytes[at] !== QUOTE) continue;
      this.#mark += 1;
      const next = this.#mark < this.#markCount ? marks[this.#mark] : -1;
      if (next !== at + 1) return next === -1 ? form : this.#loose();
      if (next >= end || bytes[next] !== QUOTE) return form;
      form = DOUBLED;
    }
    if (isLast) throw new UnclosedQuoteError('A quote is not closed.');
    return form;
  }

  #loose(): CellForm {
    this.isStrict = false;
    return LOOSE;
  }

  /** Where the next record begins behind a carriage return. */
  #skipLineFeed(at: number, end: number): number {
    if (at < end && this.#bytes[at] === LF) {
      this.#mark += 1;
      return at + 1;
    }
    this.isStrict = false;
    return at;
  }

  #addRecord(start: number, firstCell: number): void {
    const index = this.length;
    this.#starts[index] = start;
    this.#firstCells[index] = firstCell;
    this.#firstCells[index + 1] = this.#cell;
    if (this.#mayBeBlank(start) && this.at(index).width === 0) {
      this.isStrict = false;
      this.blanks += 1;
      this.#cell = firstCell;
      return;
    }
    this.length = index + 1;
    this.widest = Math.max(this.widest, this.#cell - firstCell);
  }

  #mayBeBlank(start: number): boolean {
    const first = this.#bytes[start] ?? 0;
    return first <= 0x20 || first >= 0x80 || first === QUOTE || first === this.#delimiter;
  }
}
