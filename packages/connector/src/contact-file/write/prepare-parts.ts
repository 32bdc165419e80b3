import { join } from 'node:path';
import { MAX_RECORDS, type ContactRow } from '@ozonetel-bulk-upload/shared-types';
import type { CheckedRows } from '../check/check-rows';
import type { Pace } from '../pace';
import { ContactFileError } from '../contact-file-error';
import type { ContactReader } from '../read/contact-reader';
import { createCsvWriter } from './csv-writer';
import type { TableWriter } from './table-writer';
import { createXlsxWriter } from './xlsx-writer';

/** One file that goes to Ozonetel. */
export interface PreparedPart {
  /** 1 is the first. */
  readonly number: number;
  readonly path: string;
  readonly format: 'csv' | 'xlsx';
  /** Rows of the source file between which its rows lie. */
  readonly firstRow: number;
  readonly lastRow: number;
  readonly rows: number;
}

/** Rows under the header are counted from 1. */
const HEADER = 0;

export interface PartOptions {
  readonly format: 'csv' | 'xlsx';
  readonly folder: string;
  /** Characters that all parts may have together. */
  readonly maxCharacters: number;
  readonly pace: Pace;
}

/**
 * Writes the valid rows of a checked file as parts of at most 50,000 into `folder`.
 * @throws ContactFileError `file_too_large` where a small file would become a huge one
 */
export async function prepareParts(
  reader: ContactReader,
  checked: CheckedRows,
  options: PartOptions,
): Promise<PreparedPart[]> {
  const { maxCharacters, pace } = options;
  const parts: PreparedPart[] = [];
  let part: PartUnderWay | undefined;
  let row = -1;
  let characters = 0;
  try {
    for await (const batch of reader.batches()) {
      for (let index = 0; index < batch.length; index += 1) {
        row += 1;
        const pause = pace();
        if (pause !== undefined) await pause;
        if (row === HEADER || checked.leftOut.has(row)) continue;
        if (part?.rows === MAX_RECORDS) {
          parts.push(await closed(part));
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
    if (part !== undefined) parts.push(await closed(part));
    part = undefined;
  } finally {
    await part?.writer.close();
  }
  return parts;
}

type PartUnderWay = { -readonly [Key in keyof PreparedPart]: PreparedPart[Key] } & { writer: TableWriter };

async function begin(
  number: number,
  firstRow: number,
  headers: readonly string[],
  { format, folder }: PartOptions,
): Promise<PartUnderWay> {
  const path = join(folder, `part-${number}.${format}`);
  const writer = format === 'csv' ? await createCsvWriter(path) : await createXlsxWriter(path);
  await writer.write(headers);
  return { number, path, format, firstRow, lastRow: firstRow, rows: 0, writer };
}

async function closed({ writer, ...part }: PartUnderWay): Promise<PreparedPart> {
  await writer.close();
  return part;
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
