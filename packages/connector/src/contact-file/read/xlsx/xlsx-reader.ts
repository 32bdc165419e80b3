import { beginningOf, MAX_COLUMNS, type Notice } from '@ozonetel-bulk-upload/shared-types';
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

/** Other sheets that are looked into, and pieces of each: in an ordinary one the first has rows. */
const SEEN_SHEETS = 10;
const SEEN_PIECES = 4;
/** Characters of the name of a sheet that are shown: Excel's own limit. */
const NAME_CHARACTERS = 31;

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
    return new OrderedSheet(
      () => this.#scan(true),
      () => this.notices(),
    );
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

  async notices(): Promise<readonly Notice[]> {
    const uncalculated = this.#scanned?.uncalculated ?? 0;
    const unread = await this.#namesOfUnread();
    return [
      ...(unread.length === 0 ? [] : [otherSheets(this.workbook.sheetName, unread)]),
      ...(uncalculated === 0 ? [] : [withoutResults(uncalculated)]),
    ];
  }

  /** The other sheets that are visible and not empty. */
  async #namesOfUnread(): Promise<string[]> {
    const names: string[] = [];
    for (const { name, path } of this.workbook.otherSheets.slice(0, SEEN_SHEETS)) {
      if (await this.#hasRows(path)) names.push(name);
    }
    return names;
  }

  async #hasRows(path: string): Promise<boolean> {
    const source = createChunkSource(readXml(this.archive, path));
    const window = new RollingBuffer(source, MAX_ROW_BYTES);
    const scanner = new SheetScanner(this.context, true);
    try {
      for (let taken = 0, pieces = 0; pieces < SEEN_PIECES && scanner.length === 0; pieces += 1) {
        if (!(await window.advance(taken)) || window.isLast) break;
        taken = scanner.scan(window.bytes, window.length);
      }
      return scanner.length > 0;
    } catch (error) {
      // A sheet that is not sent refuses nothing.
      if (error instanceof ContactFileError) return false;
      throw error;
    } finally {
      await source.close();
    }
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

function otherSheets(read: string, unread: readonly string[]): Notice {
  const quoted = unread.map(quoteName).join(', ');
  return {
    code: 'other_sheets',
    message: `Only the sheet ${quoteName(read)}, the first that is visible, was read. ${quoted} ${unread.length === 1 ? 'has' : 'have'} rows, too: save a sheet as a file of its own to send it.`,
  };
}

function quoteName(name: string): string {
  return `"${beginningOf(name, NAME_CHARACTERS)}"`;
}

function withoutResults(cells: number): Notice {
  return {
    code: 'formulas_without_results',
    message: `${cells === 1 ? '1 cell holds a formula' : `${cells} cells hold formulas`} without a result in the file, and nothing is sent for it: open the file in a spreadsheet program and save it again.`,
  };
}

/** @param line of the last row that was read */
function tooLong(hasHeader: boolean, line: number): ContactFileError {
  const where = hasHeader ? `The row after line ${line}` : 'The header';
  return new ContactFileError(
    'file_not_a_contact_file',
    `${where} of the sheet is larger than ${MAX_ROW_BYTES} bytes: this is not a table of contacts. Save the contacts alone, or as CSV.`,
  );
}
