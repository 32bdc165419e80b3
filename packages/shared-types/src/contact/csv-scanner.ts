import type { ContactRow } from './contact-row';
import type { CsvDelimiter } from './csv-delimiter';

/** A quote that is opened and not closed before the text ends. */
export class UnclosedQuoteError extends Error {
  override readonly name = 'UnclosedQuoteError';
}

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/** How a cell is written, kept in the low bits of its end. */
const PLAIN = 0;
const QUOTED = 1;
const DOUBLED_QUOTES = 2;
const LOOSE_QUOTES = 3;
const FORM_BITS = 2;
const FORM_MASK = (1 << FORM_BITS) - 1;

const FIRST_CAPACITY = 4096;

/**
 * Finds records and cells in the bytes of a CSV text in UTF-8 (RFC 4180), without copying them. Leniently: line
 * ends may be mixed, and quotes within an unquoted cell or text behind a closing quote belong to the cell.
 *
 * `scan` takes whole records and leaves the rest to be given again with what follows; blank records are left out.
 */
export class CsvScanner {
  /** Whether every record was written as RFC 4180 demands and none was blank, in all that was scanned. */
  isStrict = true;
  /** The most cells that a record had, blank ones at its end included. */
  widest = 0;
  /** Records found by the last `scan`. */
  length = 0;

  readonly #delimiter: number;
  readonly #stops = new Uint8Array(256);
  readonly #blanks = new Uint8Array(256);
  #bytes: Buffer = Buffer.alloc(0);
  #starts = new Int32Array(FIRST_CAPACITY);
  #ends = new Int32Array(FIRST_CAPACITY);
  #cells = 0;
  #firstCells = new Int32Array(FIRST_CAPACITY);
  #row: CsvRow | undefined;

  constructor(delimiter: CsvDelimiter) {
    this.#delimiter = delimiter.charCodeAt(0);
    for (const stop of [this.#delimiter, LF, CR, QUOTE]) this.#stops[stop] = 1;
    for (const blank of [this.#delimiter, LF, CR, QUOTE, 0x20, 0x09]) this.#blanks[blank] = 1;
  }

  /**
   * Scans the first `end` bytes. Rows of an earlier scan are void from then on.
   * @param isLast whether the text ends here
   * @returns how many bytes were taken
   * @throws UnclosedQuoteError
   */
  scan(bytes: Buffer, end: number, isLast: boolean): number {
    this.#bytes = bytes;
    this.#cells = 0;
    this.length = 0;
    let taken = 0;
    while (taken < end) {
      const firstCell = this.#cells;
      const next = this.#scanRecord(taken, end, isLast);
      if (next === -1) {
        this.#cells = firstCell;
        break;
      }
      if (this.#isBlank(taken, next) && this.#areBlank(firstCell)) {
        this.#cells = firstCell;
        this.isStrict = false;
      } else {
        this.#firstCells = withRoom(this.#firstCells, this.length + 1);
        this.#firstCells[this.length] = firstCell;
        this.length += 1;
        this.#firstCells[this.length] = this.#cells;
        this.widest = Math.max(this.widest, this.#cells - firstCell);
      }
      taken = next;
    }
    return taken;
  }

  /** The row at `index` of the last scan; the same object for every index. */
  at(index: number): ContactRow {
    this.#row ??= new CsvRow((cell) => this.#textOf(cell));
    const first = this.#firstCells[index] ?? 0;
    let last = this.#firstCells[index + 1] ?? 0;
    while (last > first && this.#isBlankCell(last - 1)) last -= 1;
    this.#row.first = first;
    this.#row.width = last - first;
    return this.#row;
  }

  /** Returns where the next record begins, -1 where this one is not whole. */
  #scanRecord(from: number, end: number, isLast: boolean): number {
    const bytes = this.#bytes;
    const stops = this.#stops;
    let at = from;
    for (;;) {
      const start = at;
      let form = PLAIN;
      if (at < end && bytes[at] === QUOTE) {
        form = QUOTED;
        at += 1;
        for (;;) {
          while (at < end && bytes[at] !== QUOTE) at += 1;
          if (at + 1 >= end && !isLast) return -1;
          if (at >= end) throw new UnclosedQuoteError('A quote is not closed.');
          if (at + 1 >= end || bytes[at + 1] !== QUOTE) break;
          form = DOUBLED_QUOTES;
          at += 2;
        }
        at += 1;
      }
      const closed = at;
      while (at < end && stops[bytes[at] ?? 0] === 0) at += 1;
      while (at < end && bytes[at] === QUOTE) {
        form = LOOSE_QUOTES;
        at += 1;
        while (at < end && stops[bytes[at] ?? 0] === 0) at += 1;
      }
      if (at >= end && !isLast) return -1;
      if (form !== PLAIN && at !== closed) form = LOOSE_QUOTES;
      if (form === LOOSE_QUOTES) this.isStrict = false;
      this.#push(start, at, form);
      if (at >= end) return end;
      if (bytes[at] === this.#delimiter) {
        at += 1;
        continue;
      }
      if (bytes[at] === LF) return at + 1;
      if (at + 1 >= end && !isLast) return -1;
      if (at + 1 < end && bytes[at + 1] === LF) return at + 2;
      this.isStrict = false;
      return at + 1;
    }
  }

  #push(start: number, end: number, form: number): void {
    const cell = this.#cells;
    if (cell === this.#starts.length) {
      this.#starts = withRoom(this.#starts, cell);
      this.#ends = withRoom(this.#ends, cell);
    }
    this.#starts[cell] = start;
    this.#ends[cell] = (end << FORM_BITS) | form;
    this.#cells = cell + 1;
  }

  #areBlank(firstCell: number): boolean {
    for (let cell = firstCell; cell < this.#cells; cell += 1) if (!this.#isBlankCell(cell)) return false;
    return true;
  }

  #isBlankCell(cell: number): boolean {
    const start = this.#starts[cell] ?? 0;
    const end = (this.#ends[cell] ?? 0) >> FORM_BITS;
    return this.#isBlank(start, end) && this.#textOf(cell).trim() === '';
  }

  /** Whether the bytes hold nothing but spaces, tabs, line ends, quotes and delimiters. */
  #isBlank(from: number, to: number): boolean {
    const bytes = this.#bytes;
    let at = from;
    while (at < to && this.#blanks[bytes[at] ?? 0] === 1) at += 1;
    return at === to;
  }

  #textOf(cell: number): string {
    const start = this.#starts[cell] ?? 0;
    const packed = this.#ends[cell] ?? 0;
    const end = packed >> FORM_BITS;
    switch (packed & FORM_MASK) {
      case PLAIN:
        return this.#bytes.toString('utf8', start, end);
      case QUOTED:
        return this.#bytes.toString('utf8', start + 1, end - 1);
      case DOUBLED_QUOTES:
        return this.#bytes.toString('utf8', start + 1, end - 1).replaceAll('""', '"');
      default:
        return looseText(this.#bytes.toString('utf8', start, end));
    }
  }
}

class CsvRow implements ContactRow {
  first = 0;
  width = 0;

  constructor(readonly textOf: (cell: number) => string) {}

  text(column: number): string {
    return column < this.width ? this.textOf(this.first + column) : '';
  }

  isImprecise(): boolean {
    return false;
  }
}

/** `"a" b` is `a b`; quotes elsewhere than at the beginning are the user's own. */
function looseText(text: string): string {
  return text.replace(/^"((?:[^"]|"")*)"/, (_, quoted: string) => quoted.replaceAll('""', '"'));
}

function withRoom(array: Int32Array<ArrayBuffer>, index: number): Int32Array<ArrayBuffer> {
  if (index < array.length) return array;
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
