import type { ContactRow } from '@ozonetel-bulk-upload/shared-types';
import { ContactFileError } from '../../contact-file-error';
import type { RowBatch } from '../contact-reader';
import {
  CELL_BOOLEAN,
  CELL_DATE,
  CELL_INLINE,
  CELL_NUMBER,
  CELL_SHARED,
  CELL_TEXT,
  CELL_UNCALCULATED,
  CellTag,
  NOT_GIVEN,
  readInteger,
  readWholeNumber,
} from './cell-tag';
import { damagedWorkbook } from './damaged-workbook';
import { ElementText } from './element-text';
import { FoundRows } from './found-rows';
import { SheetCells, type SheetContext } from './sheet-cells';
import { SheetRow } from './sheet-row';
import { shortName, tagsOf, XML_CLOSE, XML_EMPTY, XML_END, XML_OPEN, XmlCursor } from './xml-cursor';

/** Rows and columns that a sheet can have at all. */
const MAX_ROWS = 1_048_576;
const MAX_SHEET_COLUMNS = 16_384;

const SPACE = 0x20;

const ROW = shortName('row');
const CELL = shortName('c');
const VALUE = shortName('v');
const FORMULA = shortName('f');
const RUN_TEXT = shortName('t');

/** What is in a cell, to its end. */
const PLAIN_VALUES = [tagsOf('<v>', '</v></c>')];
const PLAIN_TEXTS = [
  tagsOf('<is><t>', '</t></is></c>'),
  tagsOf('<is><t xml:space="preserve">', '</t></is></c>'),
];

const BEFORE_FIRST_COLUMN = -1;

/** A row has a smaller number than one before it, or the same: it can be placed only once all rows are known. */
export class RowsOutOfOrderError extends Error {
  override readonly name = 'RowsOutOfOrderError';
}

/** Finds rows and cells in the XML of a worksheet, piece by piece and without copying them. */
export class SheetScanner implements RowBatch {
  /** Whether the sheet's data were scanned to their end; some programs write more of them behind that. */
  isEnded = false;
  /** Whether any reader takes the rows so far as we do: one after another from the first, none blank, all plain. */
  isRegular = true;
  /** The most columns that a row had, blank cells included. */
  widest = 0;
  /** Cells with a formula whose result is not in the file. */
  uncalculated = 0;

  readonly #cursor = new XmlCursor();
  readonly #tag = new CellTag();
  readonly #context: SheetContext;
  readonly #cells: SheetCells;
  /** 1 for a column with a number or a formula. */
  readonly #otherColumns = new Uint8Array(MAX_SHEET_COLUMNS);
  #bytes: Buffer = Buffer.alloc(0);
  #isInData = false;
  #rows = 0;
  /** The number of the last row. */
  #number = 0;
  /** The number of the last row that is not blank. */
  #lastFound = -1;
  /** By the last `scan`, blank ones left out. */
  readonly #found: FoundRows;

  /** Of the row that is being read: what its tag says, its number once that or a cell gave one. */
  #isHidden = false;
  #givenNumber = NOT_GIVEN;
  /** The column of its last cell, and whether all stood behind one another. */
  #column = BEFORE_FIRST_COLUMN;
  #isSorted = true;
  /** Of the cell that is being read. */
  readonly #text = new ElementText();
  #hasFormula = false;
  /** Whether it has an element for its value, empty or not. */
  #hasResult = false;

  /** @param isInAnyOrder rows may stand in another order than their numbers say */
  constructor(
    context: SheetContext,
    private readonly isInAnyOrder = false,
  ) {
    this.#context = context;
    this.#cells = new SheetCells(context);
    this.#found = new FoundRows(new SheetRow(this.#cells));
  }

  /** Scans the first `length` bytes; rows of an earlier scan are void from then on. Returns how many were taken. */
  scan(bytes: Buffer, length: number): number {
    const cursor = this.#cursor;
    this.#bytes = bytes;
    this.#cells.reset(bytes);
    this.#found.length = 0;
    cursor.reset(bytes, length);
    let taken = 0;
    for (let token = cursor.next(); token !== XML_END; token = cursor.next()) {
      if (!this.#isInData) this.#seekData(token);
      else if (token === XML_OPEN && cursor.name === ROW) {
        if (!this.#scanRow(this.#rowNumber())) return taken;
      } else if (token === XML_EMPTY && cursor.name === ROW)
        this.#addRow(this.#cells.length, this.#rowNumber());
      else if (token === XML_CLOSE && this.#isAtData()) {
        this.#isInData = false;
        this.isEnded = true;
      }
      taken = cursor.position;
    }
    return taken;
  }

  /** Rows found by the last `scan`. */
  get length(): number {
    return this.#found.length;
  }

  /** The number of the last row that was scanned; 0 before the first. */
  get lastLine(): number {
    return this.#number;
  }

  /** The row at `index` of the last scan; the same object for every index. */
  at(index: number): ContactRow {
    return this.#found.at(index);
  }

  /** Whether a column has numbers, or texts that a formula makes and another reader might not see. */
  hasOtherThanTextsIn(column: number): boolean {
    return this.#otherColumns[column] === 1;
  }

  #seekData(token: number): void {
    if (!this.#isAtData()) return;
    if (this.isEnded) this.isRegular = false;
    this.#isInData = token === XML_OPEN;
    this.isEnded = token === XML_EMPTY;
  }

  #isAtData(): boolean {
    return this.#cursor.name === 0 && this.#cursor.localName() === 'sheetData';
  }

  /** Reads the tag of a row. @returns the number that it gives the row, or NOT_GIVEN */
  #rowNumber(): number {
    this.#tag.read(this.#bytes, this.#cursor.end, this.#cursor.tagEnd);
    if (this.#tag.isMalformed) throw malformed(this.#number);
    if (this.#tag.isOdd) this.isRegular = false;
    this.#isHidden = this.#tag.isHidden;
    return this.#tag.row;
  }

  /**
   * Takes one row; false if it is not whole in this piece.
   * @param given the number of the row as its tag says, NOT_GIVEN if only its cells may
   */
  #scanRow(given: number): boolean {
    const firstCell = this.#cells.length;
    this.#givenNumber = given;
    if (!this.#scanCells()) {
      this.#cells.length = firstCell;
      return false;
    }
    if (!this.#isSorted) {
      this.#cells.sortFrom(firstCell, this.#numberOf(this.#givenNumber));
      this.isRegular = false;
    }
    this.#addRow(firstCell, this.#givenNumber);
    return true;
  }

  /** Takes the cells of a row up to its end; false if that is not in this piece. */
  #scanCells(): boolean {
    const cursor = this.#cursor;
    this.#column = BEFORE_FIRST_COLUMN;
    this.#isSorted = true;
    for (let token = cursor.next(); token !== XML_END; token = cursor.next()) {
      if (token === XML_CLOSE && cursor.name === ROW) return true;
      const isCell = cursor.name === CELL && (token === XML_OPEN || token === XML_EMPTY);
      if (!isCell) continue;
      this.#placeCell();
      if (token === XML_OPEN && !this.#scanCell(this.#column)) return false;
    }
    return false;
  }

  /** Reads the tag of a cell, and its row and column. */
  #placeCell(): void {
    const tag = this.#tag;
    tag.read(this.#bytes, this.#cursor.end, this.#cursor.tagEnd);
    if (tag.isMalformed) throw malformed(this.#number);
    if (tag.isOdd) this.isRegular = false;
    if (this.#givenNumber === NOT_GIVEN) this.#givenNumber = tag.row;
    else if (tag.row !== NOT_GIVEN && tag.row !== this.#givenNumber)
      throw damagedWorkbook(`line ${this.#givenNumber} of its sheet has a cell of another row`);
    const column = tag.column === NOT_GIVEN ? this.#column + 1 : tag.column;
    if (column >= MAX_SHEET_COLUMNS) throw outsideSheet();
    if (column <= this.#column) this.#isSorted = false;
    this.#column = column;
    if (column >= this.widest) this.widest = column + 1;
  }

  /** Takes what stands between the tags of a cell; false if it is not whole in this piece. */
  #scanCell(column: number): boolean {
    const { position } = this.#cursor;
    const { type } = this.#tag;
    const isInline = type === CELL_INLINE;
    if (!this.#scanText(column, isInline ? RUN_TEXT : VALUE)) return false;
    if (this.#text.pieces > 0) {
      this.#addCell(column, isInline ? CELL_TEXT : type);
      return true;
    }
    // Careless writers put the text into the element of the other kind of cell.
    this.#cursor.position = position;
    this.#scanText(column, isInline ? VALUE : RUN_TEXT);
    if (this.#text.pieces > 0) {
      this.isRegular = false;
      this.#addCell(column, CELL_TEXT);
    } else if (this.#hasFormula && !this.#isEmptyText(type)) {
      this.uncalculated += 1;
      this.#cells.add(column, CELL_UNCALCULATED, 0, 0, 0);
    }
    return true;
  }

  /** Excel writes the result `""` of a formula as an empty value of a text; other writers leave out what they lack. */
  #isEmptyText(type: number): boolean {
    return this.#hasResult && (type === CELL_TEXT || type === CELL_INLINE);
  }

  /** Reads the cell's text in elements of one name; false if the cell is not whole in this piece. */
  #scanText(column: number, element: number): boolean {
    const cursor = this.#cursor;
    const text = this.#text;
    text.begin(element);
    this.#hasFormula = false;
    this.#hasResult = false;
    if (text.takePlain(cursor, element === VALUE ? PLAIN_VALUES : PLAIN_TEXTS)) return true;
    for (let token = cursor.next(); token !== XML_END; token = cursor.next()) {
      const isBeginning = token === XML_OPEN || token === XML_EMPTY;
      if (isBeginning && cursor.name === FORMULA) {
        this.#otherColumns[column] = 1;
        this.#hasFormula = true;
      }
      this.#hasResult ||= isBeginning && (cursor.name === VALUE || cursor.name === RUN_TEXT);
      if (token === XML_CLOSE && cursor.name === CELL) return true;
      text.take(token, cursor, this.#bytes);
    }
    return false;
  }

  /** Adds the cell whose tag and text were read last. */
  #addCell(column: number, kind: number): void {
    const { style } = this.#tag;
    const { start, end, joined, hasIndent } = this.#text;
    if (hasIndent) this.isRegular = false;
    if (kind !== CELL_TEXT && (joined !== undefined || this.#isOdd(kind, start, end))) this.isRegular = false;
    if (kind === CELL_SHARED) this.#cells.add(column, kind, this.#sharedIndex(), 0, style);
    else if (joined !== undefined) this.#cells.addJoined(column, kind, joined, style);
    else this.#cells.add(column, kind, start, end, style);
    if (kind === CELL_NUMBER || kind === CELL_DATE || this.#context.formats[style] !== undefined)
      this.#otherColumns[column] = 1;
  }

  /** The index of the shared text that the cell refers to. */
  #sharedIndex(): number {
    const { start, end, joined } = this.#text;
    const index =
      joined === undefined
        ? readWholeNumber(this.#bytes, start, end)
        : readWholeNumber(Buffer.from(joined), 0, Buffer.byteLength(joined));
    if (this.#context.strings.has(index)) return index;
    const line = this.#numberOf(this.#givenNumber);
    throw damagedWorkbook(`in line ${line} of its sheet a cell refers to a text that is not in the file`);
  }

  /** Whether a value that is no text has spaces around it, is a boolean as a word, or an index as `1.0`. */
  #isOdd(kind: number, start: number, end: number): boolean {
    if (kind === CELL_BOOLEAN) return end - start !== 1;
    if (kind === CELL_SHARED && readInteger(this.#bytes, start, end) === NOT_GIVEN) return true;
    return (this.#bytes[start] ?? 0) <= SPACE || (this.#bytes[end - 1] ?? 0) <= SPACE;
  }

  /** @param given the number of the row as its tag or its cells say, or NOT_GIVEN */
  #addRow(firstCell: number, given: number): void {
    const number = this.#numberOf(given);
    this.#number = number;
    this.#rows += 1;
    if (this.#rows > MAX_ROWS) throw tooManyRows();
    if (number !== this.#rows) this.isRegular = false;
    if (this.#cells.areBlankFrom(firstCell)) {
      this.#cells.length = firstCell;
      this.isRegular = false;
      return;
    }
    if (number > MAX_ROWS) throw outsideSheet();
    if (number <= this.#lastFound && !this.isInAnyOrder) throw new RowsOutOfOrderError();
    this.#lastFound = number;
    this.#found.add(firstCell, this.#cells.length, number, this.#isHidden);
  }

  /** A row without a number follows the one before it. */
  #numberOf(given: number): number {
    return given === NOT_GIVEN ? this.#number + 1 : given;
  }
}

/** @param before the number of the row before it; 0 before the first */
function malformed(before: number): ContactFileError {
  const where = before === 0 ? 'at the beginning' : `after line ${before}`;
  return damagedWorkbook(`${where} of its sheet a cell or a row has a reference that cannot be read`);
}

function outsideSheet(): ContactFileError {
  return damagedWorkbook('a cell is outside the sheet');
}

function tooManyRows(): ContactFileError {
  return new ContactFileError('file_too_large', `The sheet has more than ${MAX_ROWS} rows. Divide the file.`);
}
