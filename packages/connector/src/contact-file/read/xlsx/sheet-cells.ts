import { isBlankText, type CellFault, type StoredCell } from '@ozonetel-bulk-upload/shared-types';
import type { ContactFileError } from '../../contact-file-error';
import type { CellFormat } from './cell-formats';
import { CELL_BOOLEAN, CELL_DATE, CELL_NUMBER, CELL_SHARED, CELL_TEXT, CELL_UNCALCULATED } from './cell-tag';
import {
  hasFraction,
  isDay,
  isImpreciseNumber,
  isShortened,
  printBoolean,
  printDate,
  printIsoDate,
  printNumber,
  readNumber,
} from './cell-value';
import { damagedWorkbook } from './damaged-workbook';
import { isBlankUtf8, needsDecoding, type SharedStrings } from './shared-strings';
import { decodeCellText } from './xml-text';

/** What cells refer to outside their sheet. */
export interface SheetContext {
  readonly strings: SharedStrings;
  /** By the number of a cell style; undefined if values are shown as they are stored. */
  readonly formats: readonly (CellFormat | undefined)[];
  readonly is1904: boolean;
}

/** In the place of an end: the value was put together while scanning, and the start is its index. */
const JOINED = -1;

/** The cells of some rows that are not empty: the offsets of each value, decoded on demand. */
export class SheetCells {
  length = 0;
  #bytes: Buffer = Buffer.alloc(0);
  #columns = new Uint16Array(4096);
  #types = new Uint8Array(4096);
  #styles = new Int32Array(4096);
  /** For a shared string: its index. */
  #starts = new Int32Array(4096);
  #ends = new Int32Array(4096);
  #joined: string[] = [];

  constructor(private readonly context: SheetContext) {}

  reset(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#joined = [];
    this.length = 0;
  }

  add(column: number, type: number, start: number, end: number, style: number): void {
    const cell = this.length;
    if (cell === this.#columns.length) this.#grow();
    this.#columns[cell] = column;
    this.#types[cell] = type;
    this.#styles[cell] = style;
    this.#starts[cell] = start;
    this.#ends[cell] = end;
    this.length = cell + 1;
  }

  /** Adds a cell whose value comes in several pieces, or in CDATA. */
  addJoined(column: number, type: number, text: string, style: number): void {
    this.#joined.push(text);
    this.add(column, type, this.#joined.length - 1, JOINED, style);
  }

  /**
   * Puts the cells from `first` on in the order of their columns.
   * @throws ContactFileError if two of one column differ
   */
  sortFrom(first: number, row: number): void {
    const order = Array.from({ length: this.length - first }, (_, index) => first + index).sort(
      (one, other) => this.columnOf(one) - this.columnOf(other) || one - other,
    );
    const kept = order.filter((cell, index) => {
      const before = order[index - 1];
      if (before === undefined || this.columnOf(before) !== this.columnOf(cell)) return true;
      if (this.text(before) !== this.text(cell)) throw differentValues(row);
      return false;
    });
    for (const array of [this.#columns, this.#types, this.#styles, this.#starts, this.#ends]) {
      array.set(
        kept.map((cell) => array[cell] ?? 0),
        first,
      );
    }
    this.length = first + kept.length;
  }

  columnOf(cell: number): number {
    return this.#columns[cell] ?? 0;
  }

  text(cell: number): string {
    const type = this.#types[cell];
    if (type === CELL_SHARED) return this.#shown(cell, this.context.strings.text(this.#starts[cell] ?? 0));
    const stored = this.#stored(cell);
    if (type === CELL_BOOLEAN) return printBoolean(stored);
    if (type === CELL_DATE) return printIsoDate(stored);
    if (type !== CELL_NUMBER) return this.#shown(cell, stored);
    const format = this.#formatOf(cell);
    if (format?.kind === 'date') return printDate(stored, this.context.is1904);
    return format?.number(readNumber(stored)) ?? printNumber(stored);
  }

  /** The bytes of a text that is shown as it is stored; undefined for any other. */
  stored(cell: number): StoredCell | undefined {
    if (this.#formatOf(cell) !== undefined) return undefined;
    const start = this.#starts[cell] ?? 0;
    if (this.#types[cell] === CELL_SHARED) return this.context.strings.stored(start);
    const end = this.#ends[cell] ?? 0;
    if (this.#types[cell] !== CELL_TEXT || end === JOINED || needsDecoding(this.#bytes, start, end))
      return undefined;
    return { bytes: this.#bytes, start, end };
  }

  faultOf(cell: number): CellFault | undefined {
    if (this.isUncalculated(cell)) return 'uncalculated';
    const type = this.#types[cell];
    if (type === CELL_DATE) return 'date';
    if (type !== CELL_NUMBER) return undefined;
    const stored = this.#stored(cell);
    const format = this.#formatOf(cell);
    if (format?.kind === 'date' && isDay(stored)) return 'date';
    if (format?.kind === 'scientific' && isShortened(stored)) return 'scientific';
    if (isImpreciseNumber(stored)) return 'imprecise';
    if (readNumber(stored) < 0) return 'negative';
    return hasFraction(stored) ? 'decimals' : undefined;
  }

  areBlankFrom(first: number): boolean {
    for (let cell = first; cell < this.length; cell += 1) {
      // Where a result is missing, somebody may be.
      if (this.isUncalculated(cell) || !this.isBlank(cell)) return false;
    }
    return true;
  }

  isUncalculated(cell: number): boolean {
    return this.#types[cell] === CELL_UNCALCULATED;
  }

  isBlank(cell: number): boolean {
    const start = this.#starts[cell] ?? 0;
    const end = this.#ends[cell] ?? 0;
    if (this.#types[cell] === CELL_SHARED) return this.context.strings.isBlank(start);
    return (
      (end === JOINED ? undefined : isBlankUtf8(this.#bytes, start, end)) ?? isBlankText(this.text(cell))
    );
  }

  #formatOf(cell: number): CellFormat | undefined {
    return this.context.formats[this.#styles[cell] ?? 0];
  }

  #shown(cell: number, text: string): string {
    return this.#formatOf(cell)?.text(text) ?? text;
  }

  #stored(cell: number): string {
    const start = this.#starts[cell] ?? 0;
    const end = this.#ends[cell] ?? 0;
    if (end === JOINED) return this.#joined[start] ?? '';
    return decodeCellText(this.#bytes.toString('utf8', start, end));
  }

  #grow(): void {
    const capacity = this.#columns.length * 2;
    this.#columns = copied(this.#columns, new Uint16Array(capacity));
    this.#types = copied(this.#types, new Uint8Array(capacity));
    this.#styles = copied(this.#styles, new Int32Array(capacity));
    this.#starts = copied(this.#starts, new Int32Array(capacity));
    this.#ends = copied(this.#ends, new Int32Array(capacity));
  }
}

/** `to`, with what is in `from` at its beginning. */
export function copied<T extends Uint8Array | Uint16Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** @param row of the sheet, from 1 */
export function differentValues(row: number): ContactFileError {
  return damagedWorkbook(`in line ${row} of its sheet one cell has two different values`);
}
