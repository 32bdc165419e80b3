import { CELL_BOOLEAN, CELL_JOINED, CELL_NUMBER, CELL_SHARED } from './cell-tag';
import { isImpreciseNumber, printDate, printNumber } from './cell-value';
import { isBlankText, type SharedStrings } from './shared-strings';
import { decodeCellText } from './xml-text';

/** What cells refer to outside their sheet. */
export interface SheetContext {
  readonly strings: SharedStrings;
  readonly dateStyles: readonly boolean[];
  readonly is1904: boolean;
}

/** The cells of some rows that are not empty: where each one's value lies, decoded only when it is asked for. */
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

  addJoined(column: number, text: string): void {
    this.#joined.push(text);
    this.add(column, CELL_JOINED, this.#joined.length - 1, 0, 0);
  }

  columnOf(cell: number): number {
    return this.#columns[cell] ?? 0;
  }

  text(cell: number): string {
    const type = this.#types[cell];
    const start = this.#starts[cell] ?? 0;
    if (type === CELL_SHARED) return this.context.strings.text(start);
    if (type === CELL_JOINED) return this.#joined[start] ?? '';
    const stored = this.#stored(cell);
    if (type === CELL_BOOLEAN) return stored === '1' ? 'TRUE' : 'FALSE';
    if (type !== CELL_NUMBER) return decodeCellText(stored);
    return this.#isDate(cell) ? printDate(stored, this.context.is1904) : printNumber(stored);
  }

  isImprecise(cell: number): boolean {
    return this.#types[cell] === CELL_NUMBER && !this.#isDate(cell) && isImpreciseNumber(this.#stored(cell));
  }

  areBlankFrom(first: number): boolean {
    for (let cell = first; cell < this.length; cell += 1) if (!this.isBlank(cell)) return false;
    return true;
  }

  isBlank(cell: number): boolean {
    const start = this.#starts[cell] ?? 0;
    const type = this.#types[cell];
    if (type === CELL_SHARED) return this.context.strings.isBlank(start);
    if (type === CELL_JOINED) return (this.#joined[start] ?? '').trim() === '';
    return isBlankText(this.#bytes, start, this.#ends[cell] ?? 0) ?? this.text(cell).trim() === '';
  }

  #isDate(cell: number): boolean {
    return this.context.dateStyles[this.#styles[cell] ?? 0] === true;
  }

  #stored(cell: number): string {
    return this.#bytes.toString('utf8', this.#starts[cell], this.#ends[cell]);
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

function copied<T extends Uint8Array | Uint16Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
