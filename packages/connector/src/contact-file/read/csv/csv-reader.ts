import {
  BEGINNING_BYTES,
  CsvDamageError,
  CsvScanner,
  describeCsvFault,
  type CsvDelimiter,
  readCsvLayout,
  type CsvFault,
  type TextEncoding,
} from '@ozonetel-bulk-upload/shared-types';
import type { Content } from '../../../store/spool/content';
import { ContactFileError } from '../../contact-file-error';
import type { ContactReader, RowBatch } from '../contact-reader';
import { RollingBuffer } from '../rolling-buffer';
import { createUtf8Source } from './utf8-source';

/** Bytes that one record may have; an unclosed quote makes a record of all that follows. */
const MAX_RECORD_BYTES = 1024 * 1024;

/** Records and cells in a record that a spreadsheet can have: `rejected.csv` is to be opened in one. */
const MAX_ROWS = 1_048_576;
const MAX_RECORD_CELLS = 16_384;

/** Reads CSV as people have it: any of four delimiters, UTF-8, UTF-16 or Windows-1252, with or without a mark. */
export class CsvReader implements ContactReader {
  readonly format = 'csv';
  #isPlain = false;
  #isEven = false;

  constructor(
    private readonly content: Content,
    private readonly encoding: TextEncoding,
    /** Of inline contacts, each of which counts as one line. Left out: detected from the text. */
    private readonly delimiter?: CsvDelimiter,
  ) {}

  async *batches(): AsyncGenerator<RowBatch> {
    const source = createUtf8Source(this.content, this.encoding);
    try {
      yield* this.#batchesOf(new RollingBuffer(source, MAX_RECORD_BYTES));
    } finally {
      await source.close();
    }
  }

  isAsItIs(): boolean {
    return this.#isPlain;
  }

  /** Whether all records have the same number of cells. Known once `batches` has ended. */
  get isEven(): boolean {
    return this.#isEven;
  }

  async *#batchesOf(window: RollingBuffer): AsyncGenerator<RowBatch> {
    do await window.advance(0);
    while (window.length < BEGINNING_BYTES && !window.isLast);
    const layout = readCsvLayout(window.bytes, window.length);
    const delimiter = this.delimiter ?? layout.delimiter;
    const declarationBytes = this.delimiter === undefined ? layout.declarationBytes : 0;
    const scanner = new CsvScanner(delimiter, this.delimiter === undefined);
    let rows = 0;
    let taken = declarationBytes;
    if (taken > 0) await window.advance(taken);
    for (;;) {
      taken = scanned(scanner, window, rows);
      if (scanner.widest > MAX_RECORD_CELLS) refuseTooWide(scanner, rows);
      rows += scanner.length;
      if (rows + scanner.blanks > MAX_ROWS) throw tooManyRows();
      if (scanner.length > 0) yield scanner;
      if (window.isLast) break;
      if (!(await window.advance(taken))) throw damaged('endless', rows, scanner.nextLine);
    }
    const { name, markBytes } = this.encoding;
    const isPlainUtf8 = name === 'utf-8' && markBytes === 0;
    this.#isEven = scanner.narrowest === scanner.widest;
    this.#isPlain = scanner.isPlain && isPlainUtf8 && declarationBytes === 0;
  }
}

function scanned(scanner: CsvScanner, window: RollingBuffer, rows: number): number {
  try {
    return scanner.scan(window.bytes, window.length, window.isLast);
  } catch (error) {
    if (error instanceof CsvDamageError) {
      throw damaged(error.fault, rows + scanner.length, scanner.nextLine);
    }
    throw error;
  }
}

/** @param before records that were read before this scan, the header among them */
function refuseTooWide(scanner: CsvScanner, before: number): void {
  for (let index = 0; index < scanner.length; index += 1) {
    const { width, line } = scanner.at(index);
    if (width <= MAX_RECORD_CELLS) continue;
    const where = before + index === 0 ? 'The header' : `Row ${before + index} (line ${line})`;
    throw new ContactFileError(
      'file_not_a_contact_file',
      `${where} of the file has ${width} columns: this is not a table of contacts. Give each contact a line of its own.`,
    );
  }
}

function tooManyRows(): ContactFileError {
  return new ContactFileError(
    'file_too_large',
    `The file has more than ${MAX_ROWS} rows, blank ones included. Divide it.`,
  );
}

/**
 * @param rows records that were read, the header among them
 * @param line that the next one begins on
 */
function damaged(fault: CsvFault, rows: number, line: number): ContactFileError {
  return new ContactFileError('file_not_a_contact_file', describeCsvFault(fault, rows, line));
}
