import type { ContactRow } from '@ozonetel-bulk-upload/shared-types';
import { ContactFileError } from '../../contact-file-error';
import type { RowBatch } from '../contact-reader';
import {
  CELL_BOOLEAN,
  CELL_INLINE,
  CELL_NUMBER,
  CELL_SHARED,
  CELL_TEXT,
  CellTag,
  readInteger,
} from './cell-tag';
import { SheetCells, type SheetContext } from './sheet-cells';
import { SheetRow } from './sheet-row';
import { shortName, XML_CLOSE, XML_EMPTY, XML_END, XML_OPEN, XML_TEXT, XmlCursor } from './xml-cursor';
import { decodeCellText } from './xml-text';

/** Rows and columns that a sheet can have at all. */
const MAX_ROWS = 1_048_576;
const MAX_SHEET_COLUMNS = 16_384;

const SPACE = 0x20;

const ROW = shortName('row');
const CELL = shortName('c');
const VALUE = shortName('v');
const FORMULA = shortName('f');
const RUN_TEXT = shortName('t');
const PHONETIC = shortName('rPh');

/** A row has a smaller number than one before it, or the same: it can be placed only once all rows are known. */
export class RowsOutOfOrderError extends Error {
  override readonly name = 'RowsOutOfOrderError';
}

/** Finds rows and cells in the XML of a worksheet, piece by piece and without copying them. */
export class SheetScanner implements RowBatch {
  /** Rows found by the last `scan`, blank ones left out. */
  length = 0;
  /** Whether the sheet's data were scanned to their end. */
  isEnded = false;
  /** Whether any reader takes the rows so far as we do: one after another from the first, none blank, all plain. */
  isRegular = true;
  /** The most columns that a row had, blank cells included. */
  widest = 0;

  readonly #cursor = new XmlCursor();
  readonly #tag = new CellTag();
  readonly #context: SheetContext;
  readonly #cells: SheetCells;
  readonly #row: SheetRow;
  /** 1 for a column with a number or a formula. */
  readonly #otherColumns = new Uint8Array(MAX_SHEET_COLUMNS);
  #bytes: Buffer = Buffer.alloc(0);
  #isInData = false;
  #rows = 0;
  /** The number of the last row. */
  #number = 0;
  /** The number of the last row that is not blank. */
  #lastFound = 0;
  #firstCells = new Int32Array(1024);
  /** Numbers of rows, negative where one is hidden. */
  #numbers = new Int32Array(1024);
  #isHidden = false;

  /** @param isInAnyOrder rows may stand in another order than their numbers say */
  constructor(
    context: SheetContext,
    private readonly isInAnyOrder = false,
  ) {
    this.#context = context;
    this.#cells = new SheetCells(context);
    this.#row = new SheetRow(this.#cells);
  }

  /** Scans the first `length` bytes; rows of an earlier scan are void from then on. Returns how many were taken. */
  scan(bytes: Buffer, length: number): number {
    const cursor = this.#cursor;
    this.#bytes = bytes;
    this.#cells.reset(bytes);
    this.length = 0;
    cursor.reset(bytes, length);
    let taken = 0;
    for (let token = cursor.next(); token !== XML_END && !this.isEnded; token = cursor.next()) {
      if (!this.#isInData) this.#seekData(token);
      else if (token === XML_OPEN && cursor.name === ROW) {
        if (!this.#scanRow(this.#rowNumber())) return taken;
      } else if (token === XML_EMPTY && cursor.name === ROW)
        this.#addRow(this.#cells.length, this.#rowNumber());
      else if (token === XML_CLOSE) this.isEnded = true;
      taken = cursor.position;
    }
    return taken;
  }

  /** The number of the last row that was scanned; 0 before the first. */
  get lastLine(): number {
    return this.#number;
  }

  /** The row at `index` of the last scan; the same object for every index. */
  at(index: number): ContactRow {
    return this.#row.moveTo(
      this.#firstCells[index] ?? 0,
      this.#firstCells[index + 1] ?? 0,
      this.#numbers[index] ?? 0,
    );
  }

  /** Whether a column has numbers, or texts that a formula makes and another reader might not see. */
  hasOtherThanTextsIn(column: number): boolean {
    return this.#otherColumns[column] === 1;
  }

  #seekData(token: number): void {
    if (this.#cursor.name !== 0 || this.#cursor.localName() !== 'sheetData') return;
    if (token === XML_OPEN) this.#isInData = true;
    if (token === XML_EMPTY) this.isEnded = true;
  }

  /** The number that the tag of a row gives it; -1 where it gives none. */
  #rowNumber(): number {
    this.#tag.read(this.#bytes, this.#cursor.end, this.#cursor.tagEnd);
    this.#isHidden = this.#tag.isHidden;
    return this.#tag.row;
  }

  /**
   * Takes one row; false where it is not whole in this piece.
   * @param given the number of the row as its tag says, -1 where only its cells may
   */
  #scanRow(given: number): boolean {
    const cursor = this.#cursor;
    const firstCell = this.#cells.length;
    let number = given;
    let column = -1;
    let isSorted = true;
    for (;;) {
      const token = cursor.next();
      if (token === XML_END) {
        this.#cells.length = firstCell;
        return false;
      }
      if (token === XML_CLOSE && cursor.name === ROW) break;
      if (cursor.name !== CELL || token === XML_TEXT || token === XML_CLOSE) continue;
      this.#tag.read(this.#bytes, cursor.end, cursor.tagEnd);
      if (number === -1) number = this.#tag.row;
      else if (this.#tag.row !== -1 && this.#tag.row !== number) throw inAnotherRow(number);
      const before = column;
      column = this.#tag.column === -1 ? column + 1 : this.#tag.column;
      if (column <= before) isSorted = false;
      if (column >= MAX_SHEET_COLUMNS) throw damaged();
      if (column >= this.widest) this.widest = column + 1;
      if (token === XML_OPEN && !this.#scanCell(column)) {
        this.#cells.length = firstCell;
        return false;
      }
    }
    if (!isSorted) {
      this.#cells.sortFrom(firstCell, number === -1 ? this.#number + 1 : number);
      this.isRegular = false;
    }
    this.#addRow(firstCell, number);
    return true;
  }

  /** Takes what stands between the tags of a cell; false where it is not whole in this piece. */
  #scanCell(column: number): boolean {
    const cursor = this.#cursor;
    const { type, style } = this.#tag;
    const wanted = type === CELL_INLINE ? RUN_TEXT : VALUE;
    let isWanted = false;
    let phonetic = 0;
    let pieces = 0;
    let start = 0;
    let end = 0;
    let joined: string | undefined;
    for (;;) {
      const token = cursor.next();
      if (token === XML_TEXT) {
        if (!isWanted) continue;
        if (pieces > 0 || cursor.isRaw) joined = (joined ?? this.#decoded(start, end)) + this.#textOfToken();
        else {
          start = cursor.start;
          end = cursor.end;
        }
        pieces += 1;
      } else if (token === XML_CLOSE) {
        isWanted = false;
        if (cursor.name === PHONETIC) phonetic -= 1;
        if (cursor.name === CELL) break;
      } else if (token === XML_OPEN) {
        if (cursor.name === PHONETIC) phonetic += 1;
        isWanted = cursor.name === wanted && phonetic === 0;
        if (cursor.name === FORMULA) this.#otherColumns[column] = 1;
      } else if (token === XML_EMPTY && cursor.name === FORMULA) this.#otherColumns[column] = 1;
      else if (token === XML_END) return false;
    }
    if (pieces === 0) return true;
    const kind = type === CELL_INLINE ? CELL_TEXT : type;
    if (kind !== CELL_TEXT && (joined !== undefined || this.#isOdd(kind, start, end))) this.isRegular = false;
    if (joined !== undefined) this.#cells.addJoined(column, kind, joined, style);
    else if (type === CELL_SHARED)
      this.#cells.add(column, type, readInteger(this.#bytes, start, end), 0, style);
    else this.#cells.add(column, kind, start, end, style);
    if (type === CELL_NUMBER || this.#context.formats[style] !== undefined) this.#otherColumns[column] = 1;
    return true;
  }

  /** Whether a value that is no text has spaces around it, or is a boolean as a word. */
  #isOdd(kind: number, start: number, end: number): boolean {
    if (kind === CELL_BOOLEAN) return end - start !== 1;
    return (this.#bytes[start] ?? 0) <= SPACE || (this.#bytes[end - 1] ?? 0) <= SPACE;
  }

  /** @param given the number of the row as its tag or its cells say, -1 where they do not */
  #addRow(firstCell: number, given: number): void {
    this.#rows += 1;
    const number = given === -1 ? this.#number + 1 : given;
    this.#number = number;
    if (number !== this.#rows) this.isRegular = false;
    if (this.#rows > MAX_ROWS) throw tooManyRows();
    if (this.#cells.areBlankFrom(firstCell)) {
      this.#cells.length = firstCell;
      this.isRegular = false;
      return;
    }
    if (number > MAX_ROWS) throw damaged();
    if (number <= this.#lastFound && !this.isInAnyOrder) throw new RowsOutOfOrderError();
    this.#lastFound = number;
    if (this.length + 1 >= this.#firstCells.length) {
      this.#firstCells = doubled(this.#firstCells);
      this.#numbers = doubled(this.#numbers);
    }
    this.#firstCells[this.length] = firstCell;
    this.#numbers[this.length] = this.#isHidden ? -number : number;
    this.length += 1;
    this.#firstCells[this.length] = this.#cells.length;
  }

  #textOfToken(): string {
    const { start, end, isRaw } = this.#cursor;
    return isRaw ? this.#bytes.toString('utf8', start, end) : this.#decoded(start, end);
  }

  #decoded(start: number, end: number): string {
    return decodeCellText(this.#bytes.toString('utf8', start, end));
  }
}

function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

function inAnotherRow(number: number): ContactFileError {
  return new ContactFileError(
    'file_not_a_contact_file',
    `The .xlsx file is damaged: line ${number} of its sheet has a cell of another row. Open it in a spreadsheet program and save it again.`,
  );
}

function damaged(): ContactFileError {
  return new ContactFileError(
    'file_not_a_contact_file',
    'The .xlsx file is damaged: a cell lies outside the sheet. Open it in a spreadsheet program and save it anew.',
  );
}

function tooManyRows(): ContactFileError {
  return new ContactFileError('file_too_large', `The sheet has more than ${MAX_ROWS} rows. Divide the file.`);
}
