import { MAX_COLUMNS } from '../limits';
import type { ContactRow } from './contact-row';
import { DOUBLED, endOfCell, LOOSE, packCellEnd, PLAIN, QUOTED, type CellForm } from './csv-cell';
import { BEGINNING_BYTES, type CsvDelimiter } from './csv-delimiter';
import { CsvDamageError, refuseOtherLineEnds } from './csv-damage';
import { CsvRow } from './csv-row';
import { isBarePhoneNumber } from './phone-number';
import { endOfText } from './text-end';
import { isBlankText } from './visible-text';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const COMMA = 0x2c;
const SPACE = 0x20;
const DELETE = 0x7f;
const CTRL_Z = 0x1a;
/** A byte order mark, and the bytes of one that a program takes for Windows-1252 and writes as UTF-8. */
const MARKS = [
  [0xef, 0xbb, 0xbf],
  [0xc3, 0xaf, 0xc2, 0xbb, 0xc2, 0xbf],
] as const;

/**
 * Finds records in the bytes of a CSV text in UTF-8 (RFC 4180), without copying them. Leniently: line ends may
 * be mixed, and quotes within an unquoted cell or text behind a closing quote belong to the cell. Not so where that cell
 * spans a line break: then one of the quotes is a stray one, and whole records could lie between the two.
 *
 * `scan` takes whole records and leaves the rest to be given again with what follows; blank records are left out.
 */
export class CsvScanner {
  /** The most cells that a record had, blank ones at its end included. */
  widest = 0;
  /** The fewest that one had. */
  narrowest = Infinity;
  /** Blank records, in all that was scanned. */
  blanks = 0;
  /** Records found by the last `scan`. */
  length = 0;

  readonly #delimiter: number;
  /** Whether every record was written as RFC 4180 demands and none was blank, in all that was scanned. */
  #isStrict = true;
  /** 1 for every byte that may end a cell or change how one is read. */
  readonly #isMark = new Uint8Array(256);
  readonly #row: CsvRow;
  #bytes: Buffer = Buffer.alloc(0);
  /** Where the marks are; overwritten from the front, as records are found, by where cells end. */
  #marks = new Int32Array(0);
  #markCount = 0;
  #starts: number[] = [];
  #firstCells: number[] = [];
  /** The line that each record begins on, and the one that the next will begin on; from 1. */
  #lines: number[] = [];
  #line = 1;
  #spanLines: boolean[] = [];
  /** Line breaks within quoted cells of the record that is being read. */
  #breaks = 0;
  #isHeaderRead = false;
  /** The first mark that was not read, and the first place that no cell was written to. */
  #mark = 0;
  #cell = 0;

  /**
   * @param countsBreaks whether a line break within a quoted cell begins another line; not so where each record is one
   * of a list that somebody else gave
   */
  constructor(
    delimiter: CsvDelimiter,
    private readonly countsBreaks = true,
  ) {
    this.#delimiter = delimiter.charCodeAt(0);
    for (const mark of [this.#delimiter, QUOTE, CR, LF]) this.#isMark[mark] = 1;
    this.#row = new CsvRow(this.#delimiter, this.countsBreaks);
  }

  /**
   * Scans the first `end` bytes. Rows of an earlier scan are void from then on.
   * @param isLast whether the text ends here
   * @returns how many bytes were taken
   * @throws CsvDamageError
   */
  scan(bytes: Buffer, end: number, isLast: boolean): number {
    const textEnd = isLast ? endOfText(bytes, end) : end;
    if (textEnd < end) this.#isStrict = false;
    this.#bytes = bytes;
    this.#findMarks(textEnd, isLast);
    this.length = 0;
    let taken = 0;
    while (taken < textEnd) {
      const firstCell = this.#cell;
      const start = this.#skipFileMarks(taken, textEnd);
      const next = this.#findRecord(start, textEnd, isLast);
      if (next === undefined) break;
      this.#addRecord(start, firstCell);
      taken = next;
    }
    if (!this.#isHeaderRead && this.length > 0) this.#readHeader();
    else if (this.#mayBeOneLine(textEnd)) this.#refuseOtherLineEnds(0, textEnd);
    return isLast ? end : taken;
  }

  /** No row could say that contacts lie in a quoted name of a column. */
  #readHeader(): void {
    this.#isHeaderRead = true;
    this.#refuseOtherLineEnds(
      this.#starts[0] ?? 0,
      endOfCell(this.#marks[(this.#firstCells[1] ?? 0) - 1] ?? 0),
    );
    const records = this.at(0).recordsWithin?.() ?? [];
    if (records.some((cells) => cells.length > 1 && cells.some(isBarePhoneNumber))) {
      throw new CsvDamageError('contactsInHeader');
    }
  }

  /** Whether the header has not ended in as much text as shows whether contacts are in it. */
  #mayBeOneLine(textEnd: number): boolean {
    return !this.#isHeaderRead && textEnd >= BEGINNING_BYTES;
  }

  #refuseOtherLineEnds(start: number, end: number): void {
    const beginning = this.#bytes.toString('utf8', start, Math.min(end, start + BEGINNING_BYTES));
    refuseOtherLineEnds(beginning, String.fromCharCode(this.#delimiter));
  }

  /** Whether all that was scanned is as Ozonetel reads it: no surplus column, even an empty one, and commas between them. */
  get isPlain(): boolean {
    return this.#isStrict && this.#delimiter === COMMA && this.widest <= MAX_COLUMNS;
  }

  /** The line that the record behind those of the last scan begins on, from 1. */
  get nextLine(): number {
    return this.#line;
  }

  /** The row at `index` of the last scan; the same object for every index. */
  at(index: number): ContactRow {
    const firstCell = this.#firstCells[index] ?? 0;
    const cells = (this.#firstCells[index + 1] ?? 0) - firstCell;
    this.#row.line = this.#lines[index] ?? 0;
    this.#row.spansLines = this.#spanLines[index] === true;
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

  /** Files that were put together have a byte order mark, or the Ctrl-Z of DOS, before a record in the middle. */
  #skipFileMarks(start: number, end: number): number {
    const bytes = this.#bytes;
    let at = start;
    for (;;) {
      const mark = MARKS.find((one) => one.every((byte, index) => bytes[at + index] === byte));
      if (mark !== undefined) at += mark.length;
      else if (bytes[at] === CTRL_Z) at += 1;
      else break;
    }
    if (at > start) this.#isStrict = false;
    return Math.min(at, end);
  }

  /**
   * Reads the marks of one record. Counters are locals for as long as cells are plain: as fields they would be written
   * for every mark.
   * @returns where the next record begins; undefined if this one is not whole
   */
  #findRecord(start: number, end: number, isLast: boolean): number | undefined {
    const bytes = this.#bytes;
    const marks = this.#marks;
    const count = this.#markCount;
    const delimiter = this.#delimiter;
    let mark = this.#mark;
    let cell = this.#cell;
    let cellStart = start;
    this.#breaks = 0;
    let form: CellForm = PLAIN;
    while (mark < count) {
      const at = marks[mark] ?? 0;
      // The end of the text ends its last record as a line feed does.
      const byte = at < end ? bytes[at] : LF;
      mark += 1;
      if (byte === QUOTE) {
        this.#mark = mark;
        form = at === cellStart ? this.#readQuoted(end, isLast) : this.#loose();
        mark = this.#mark;
        continue;
      }
      const isDosEnd = byte !== delimiter && bytes[at - 1] === CTRL_Z;
      marks[cell] = packCellEnd(isDosEnd ? this.#endBeforeCtrlZ(cellStart, at) : at, form);
      cell += 1;
      if (byte === delimiter) {
        cellStart = at + 1;
        form = PLAIN;
        continue;
      }
      const mayHaveLineFeed = byte === CR && at + 1 >= end && !isLast;
      if (mayHaveLineFeed) return undefined;
      this.#mark = mark;
      this.#cell = cell;
      return byte === LF ? at + 1 : this.#skipLineFeed(at + 1, end);
    }
    return undefined;
  }

  /** Where a record ends before the Ctrl-Z of DOS. */
  #endBeforeCtrlZ(cellStart: number, end: number): number {
    this.#isStrict = false;
    let at = end;
    while (at > cellStart && this.#bytes[at - 1] === CTRL_Z) at -= 1;
    return at;
  }

  /** Reads the marks up to the closing quote of the cell. */
  #readQuoted(end: number, isLast: boolean): CellForm {
    const bytes = this.#bytes;
    let form: CellForm = QUOTED;
    let spansLines = false;
    while (this.#mark < this.#markCount) {
      const at = this.#marks[this.#mark] ?? end;
      if (at >= end) break;
      this.#mark += 1;
      const byte = bytes[at];
      if (byte === LF || (byte === CR && bytes[at + 1] !== LF)) {
        spansLines = true;
        this.#breaks += 1;
      }
      if (byte !== QUOTE) continue;
      if (at + 1 >= end || this.#endsCell(bytes[at + 1])) return form;
      if (bytes[at + 1] !== QUOTE) {
        if (spansLines && this.#hasTextBefore(at + 1, end)) throw new CsvDamageError('strayQuote');
        return this.#loose();
      }
      this.#mark += 1;
      form = DOUBLED;
    }
    if (isLast) throw new CsvDamageError('endless');
    return form;
  }

  #endsCell(byte: number | undefined): boolean {
    return byte === this.#delimiter || byte === CR || byte === LF;
  }

  /** Whether there is anything to see between a closing quote and what ends its cell; not if that is still to come. */
  #hasTextBefore(from: number, end: number): boolean {
    if (this.#mark >= this.#markCount) return false;
    const next = this.#marks[this.#mark] ?? end;
    if (!isBlankText(this.#bytes.toString('utf8', from, next))) return true;
    return next < end && this.#bytes[next] === QUOTE;
  }

  #loose(): CellForm {
    this.#isStrict = false;
    return LOOSE;
  }

  /** Where the next record begins behind a carriage return. */
  #skipLineFeed(at: number, end: number): number {
    if (at < end && this.#bytes[at] === LF) {
      this.#mark += 1;
      return at + 1;
    }
    this.#isStrict = false;
    return at;
  }

  #addRecord(start: number, firstCell: number): void {
    const index = this.length;
    this.#starts[index] = start;
    this.#firstCells[index] = firstCell;
    this.#firstCells[index + 1] = this.#cell;
    this.#lines[index] = this.#line;
    this.#spanLines[index] = this.countsBreaks && this.#breaks > 0;
    this.#line += this.countsBreaks ? 1 + this.#breaks : 1;
    if (this.#mayBeBlank(start, firstCell) && this.at(index).width === 0) {
      this.#isStrict = false;
      this.blanks += 1;
      this.#cell = firstCell;
      return;
    }
    this.length = index + 1;
    this.widest = Math.max(this.widest, this.#cell - firstCell);
    this.narrowest = Math.min(this.narrowest, this.#cell - firstCell);
  }

  #mayBeBlank(start: number, firstCell: number): boolean {
    if (endOfCell(this.#marks[firstCell] ?? 0) === start) return true;
    const first = this.#bytes[start] ?? 0;
    return first <= SPACE || first >= DELETE || first === QUOTE;
  }
}
