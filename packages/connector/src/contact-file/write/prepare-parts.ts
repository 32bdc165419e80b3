import { join } from 'node:path';
import { MAX_RECORDS, type ContactRow } from '@ozonetel-bulk-upload/shared-types';
import type { CheckedRows } from '../check/check-rows';
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

/** Writes the valid rows of a checked file as parts of at most 50,000 into `folder`. */
export async function prepareParts(
  reader: ContactReader,
  checked: CheckedRows,
  { format, folder }: { format: 'csv' | 'xlsx'; folder: string },
): Promise<PreparedPart[]> {
  const parts: PreparedPart[] = [];
  let part: PartUnderWay | undefined;
  let row = -1;
  try {
    for await (const batch of reader.batches()) {
      for (let index = 0; index < batch.length; index += 1) {
        row += 1;
        if (row === HEADER || checked.leftOut.has(row)) continue;
        if (part?.rows === MAX_RECORDS) {
          parts.push(await closed(part));
          part = undefined;
        }
        part ??= await begin(parts.length + 1, row, checked.columns.headers, { format, folder });
        await part.writer.write(cellsOf(batch.at(index), checked.columns.headers.length));
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
  { format, folder }: { format: 'csv' | 'xlsx'; folder: string },
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

function cellsOf(row: ContactRow, columns: number): string[] {
  return Array.from({ length: Math.max(row.width, columns) }, (_, column) => row.text(column));
}
