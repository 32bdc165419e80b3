import { MAX_RECORDS, type ContactRow } from '@ozonetel-bulk-upload/shared-types';
import type { CheckedRows } from '../check/check-rows';
import type { Pace } from '../pace';
import { ContactFileError } from '../contact-file-error';
import type { ContactReader } from '../read/contact-reader';
import type { FileWriter, NewFile } from '../../store/spool/file-writer';
import { createCsvWriter } from './csv-writer';
import type { TableWriter } from './table-writer';
import type { CreateFile } from './with-new-files';
import { createXlsxWriter } from './xlsx-writer';

/** One file that goes to Ozonetel. */
export interface PreparedPart<File extends NewFile = NewFile> {
  /** 1 is the first. */
  readonly number: number;
  /** Undefined where the source is sent as it is. */
  readonly file?: File;
  readonly format: 'csv' | 'xlsx';
  /** Rows of the source file between which its rows lie. */
  readonly firstRow: number;
  readonly lastRow: number;
  readonly rows: number;
}

/** Rows under the header are counted from 1. */
const HEADER = 0;

export interface PartOptions<File extends NewFile> {
  readonly format: 'csv' | 'xlsx';
  readonly createFile: CreateFile<File>;
  /** Characters that all parts may have together. */
  readonly maxCharacters: number;
  readonly pace: Pace;
}

/**
 * Writes the valid rows of a checked file as parts of at most 50,000.
 * @throws ContactFileError `file_too_large` if a small file would become a huge one
 */
export async function prepareParts<File extends NewFile>(
  reader: ContactReader,
  checked: CheckedRows<File>,
  options: PartOptions<File>,
): Promise<PreparedPart<File>[]> {
  const { maxCharacters, pace } = options;
  const parts: PreparedPart<File>[] = [];
  let part: PartUnderWay<File> | undefined;
  let row = -1;
  let characters = 0;
  for await (const batch of reader.batches()) {
    for (let index = 0; index < batch.length; index += 1) {
      row += 1;
      const pause = pace();
      if (pause !== undefined) await pause;
      if (row === HEADER || checked.leftOut.has(row)) continue;
      if (part?.rows === MAX_RECORDS) {
        parts.push(await ended(part));
        part = undefined;
      }
      part ??= await begin(parts.length + 1, row, checked.header.headers, options);
      const cells = cellsOf(batch.at(index), checked.header.headers.length);
      characters += charactersOf(cells);
      if (characters > maxCharacters) throw tooLarge(maxCharacters);
      await part.writer.write(cells);
      part.rows += 1;
      part.lastRow = row;
    }
  }
  if (part !== undefined) parts.push(await ended(part));
  return parts;
}

interface PartUnderWay<File extends NewFile> {
  readonly number: number;
  readonly format: 'csv' | 'xlsx';
  readonly firstRow: number;
  lastRow: number;
  rows: number;
  readonly target: FileWriter<File>;
  readonly writer: TableWriter;
}

async function begin<File extends NewFile>(
  number: number,
  firstRow: number,
  headers: readonly string[],
  { format, createFile }: PartOptions<File>,
): Promise<PartUnderWay<File>> {
  const target = createFile('prepared');
  const writer = format === 'csv' ? createCsvWriter(target) : await createXlsxWriter(target);
  await writer.write(headers);
  return { number, format, firstRow, lastRow: firstRow, rows: 0, target, writer };
}

async function ended<File extends NewFile>({
  writer,
  target,
  ...part
}: PartUnderWay<File>): Promise<PreparedPart<File>> {
  await writer.end();
  return { ...part, file: await target.end() };
}

function charactersOf(cells: readonly string[]): number {
  let characters = cells.length;
  for (const cell of cells) characters += cell.length;
  return characters;
}

function tooLarge(maxCharacters: number): ContactFileError {
  return new ContactFileError(
    'file_too_large',
    `The contacts would be more than ${maxCharacters} characters once they are written for Ozonetel, far more than the file has. Remove the columns that the campaign does not need, or save the contacts as CSV.`,
  );
}

function cellsOf(row: ContactRow, columns: number): string[] {
  return Array.from({ length: Math.max(row.width, columns) }, (_, column) => row.text(column));
}
