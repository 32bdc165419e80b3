import { MAX_COLUMNS } from '@ozonetel-bulk-upload/shared-types';
import type { Content } from '../../../store/spool/content';
import { ContactFileError } from '../../contact-file-error';
import type { ContactReader, RowBatch } from '../contact-reader';
import type { ReadingLimits } from '../reading-limits';
import { RollingBuffer } from '../rolling-buffer';
import { Archive } from './archive';
import { createChunkSource } from '../chunk-source';
import { damagedWorkbook } from './damaged-workbook';
import { SharedStrings } from './shared-strings';
import type { SheetContext } from './sheet-cells';
import { OrderedSheet } from './ordered-sheet';
import { readXml } from './read-xml';
import { SheetScanner } from './sheet-scanner';
import { readWorkbook, type Workbook } from './workbook';

/** Bytes that one row may have as XML. */
const MAX_ROW_BYTES = 4 * 1024 * 1024;

/**
 * Opens an .xlsx file: its first visible sheet is the contact file.
 * @throws ContactFileError if it is damaged, encrypted or too large
 */
export async function openXlsxReader(content: Content, limits: ReadingLimits): Promise<XlsxReader> {
  const archive = await Archive.open(content, limits);
  try {
    const workbook = await readWorkbook(archive);
    const strings = await SharedStrings.read(archive, workbook.sharedStrings, limits);
    return new XlsxReader(archive, workbook, { ...workbook, strings });
  } catch (error) {
    archive.close();
    throw error;
  }
}

/** Reads the rows of one sheet. Numbers print as the spreadsheet shows them, dates as `YYYY-MM-DD`. */
export class XlsxReader implements ContactReader {
  readonly format = 'xlsx';
  #scanned: SheetScanner | undefined;

  constructor(
    private readonly archive: Archive,
    private readonly workbook: Workbook,
    private readonly context: SheetContext,
  ) {}

  /** @throws RowsOutOfOrderError if `inOrder` must read the sheet */
  batches(): AsyncGenerator<RowBatch> {
    return this.#scan(false);
  }

  /** The same sheet, its rows sorted by their numbers in memory. */
  inOrder(): ContactReader {
    return new OrderedSheet(() => this.#scan(true));
  }

  async *#scan(isInAnyOrder: boolean): AsyncGenerator<RowBatch> {
    this.context.strings.beginPass();
    const source = createChunkSource(readXml(this.archive, this.workbook.sheet));
    const window = new RollingBuffer(source, MAX_ROW_BYTES);
    const scanner = new SheetScanner(this.context, isInAnyOrder);
    let hasHeader = false;
    try {
      for (let taken = 0; ;) {
        if (!(await window.advance(taken))) throw tooLong(hasHeader, scanner.lastLine);
        taken = scanner.scan(window.bytes, window.length);
        if (scanner.length > 0) {
          hasHeader = true;
          yield scanner;
        }
        if (!window.isLast) continue;
        if (!scanner.isEnded) throw damagedWorkbook('its sheet has no end');
        break;
      }
    } finally {
      await source.close();
    }
    this.#scanned = scanner;
  }

  isAsItIs(textColumns: readonly number[]): boolean {
    const scanner = this.#scanned;
    return (
      scanner !== undefined &&
      this.workbook.isFirstSheet &&
      scanner.isRegular &&
      this.archive.isPlain &&
      scanner.widest <= MAX_COLUMNS &&
      !textColumns.some((column) => scanner.hasOtherThanTextsIn(column))
    );
  }

  close(): void {
    this.archive.close();
  }
}

/** @param line of the last row that was read */
function tooLong(hasHeader: boolean, line: number): ContactFileError {
  const where = hasHeader ? `The row after line ${line}` : 'The header';
  return new ContactFileError(
    'file_not_a_contact_file',
    `${where} of the sheet is larger than ${MAX_ROW_BYTES} bytes: this is not a table of contacts. Save the contacts alone, or as CSV.`,
  );
}
