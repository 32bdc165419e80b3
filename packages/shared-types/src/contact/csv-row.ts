import type { ContactRow, StoredCell } from './contact-row';
import { cellText, endOfCell } from './csv-cell';
import { isBlankText } from './visible-text';

const QUOTE = 0x22;
const DELETE = 0x7f;
const NO_RECORDS: string[][] = [];

/** One record of a CSV text at a time; a cell becomes a string when it is asked for. */
export class CsvRow implements ContactRow {
  width = 0;
  line = 0;
  /** Whether a quoted cell of it has a line break that begins another line of the file. */
  spansLines = false;

  #bytes: Buffer = Buffer.alloc(0);
  #cellEnds: Int32Array = new Int32Array(0);
  #start = 0;
  #firstCell = 0;
  readonly #stored = { bytes: this.#bytes, start: 0, end: 0 };

  /** @param mayHoldRecords whether a stray quote may have put other records into a cell */
  constructor(
    private readonly delimiter: number,
    private readonly mayHoldRecords: boolean,
  ) {}

  /** @param cellEnds of many records; those of this one are from `firstCell` on, `cells` of them */
  moveTo(bytes: Buffer, cellEnds: Int32Array, start: number, firstCell: number, cells: number): this {
    this.#bytes = bytes;
    this.#cellEnds = cellEnds;
    this.#start = start;
    this.#firstCell = firstCell;
    let width = cells;
    while (width > 0 && this.#isBlank(width - 1)) width -= 1;
    this.width = width;
    return this;
  }

  text(column: number): string {
    return column < this.width ? cellText(this.#bytes, this.#startOf(column), this.#cellEndOf(column)) : '';
  }

  stored(column: number): StoredCell | undefined {
    if (column >= this.width) return undefined;
    const cell = this.#stored;
    cell.bytes = this.#bytes;
    cell.start = this.#startOf(column);
    cell.end = endOfCell(this.#cellEndOf(column));
    return cell;
  }

  recordsWithin(): string[][] {
    // Nearly every row has none, and there are many of them.
    if (!this.mayHoldRecords || (!this.spansLines && !this.#mayBeQuotedRecord())) return NO_RECORDS;
    const delimiter = String.fromCharCode(this.delimiter);
    return this.#linesWithin().map((line) => line.replaceAll('"', '').split(delimiter));
  }

  #linesWithin(): string[] {
    if (!this.spansLines) return [this.text(0)];
    const lines: string[] = [];
    for (let column = 0; column < this.width; column += 1) {
      const [first = '', ...others] = this.text(column).split(/\r\n|[\r\n]/);
      if (others.length === 0) continue;
      if (lines.length === 0) lines.push(this.#behindQuote(column, first));
      lines.push(...others);
    }
    return lines;
  }

  /** The line that a quote was opened on, without what stands before the first delimiter behind the quote. */
  #behindQuote(column: number, quoted: string): string {
    const delimiter = String.fromCharCode(this.delimiter);
    const from = quoted.indexOf(delimiter);
    return from === -1 ? '' : delimiter.repeat(column) + quoted.slice(from);
  }

  /** Whether a program may have put a whole record into quotes, so that it is one cell: it has letters, too. */
  #mayBeQuotedRecord(): boolean {
    return this.width === 1 && this.#bytes[this.#start] === QUOTE && /\p{L}/u.test(this.text(0));
  }

  faultOf(): undefined {
    return undefined;
  }

  #startOf(column: number): number {
    return column === 0 ? this.#start : endOfCell(this.#cellEndOf(column - 1)) + 1;
  }

  #cellEndOf(column: number): number {
    return this.#cellEnds[this.#firstCell + column] ?? 0;
  }

  #isBlank(column: number): boolean {
    const start = this.#startOf(column);
    const cellEnd = this.#cellEndOf(column);
    for (let at = endOfCell(cellEnd) - 1; at >= start; at -= 1) {
      const byte = this.#bytes[at] ?? 0;
      // Beyond ASCII there are spaces and what nobody sees, too: the text decides.
      if (byte > 0x20 && byte < DELETE && byte !== QUOTE && byte !== this.delimiter) return false;
    }
    return start >= endOfCell(cellEnd) || isBlankText(cellText(this.#bytes, start, cellEnd));
  }
}
