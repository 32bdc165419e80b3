import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { streamXlsxRows } from 'hucre/xlsx';
import type { FileFormat } from './file-format';

/** Cells of one record, up to the last one that is not blank. */
export type ContactRecord = readonly string[];

const MAX_RECORD_BYTES = 1024 * 1024;

/**
 * Reads the records of a contact file, the header first; records of blank cells are left out. CSV is UTF-8,
 * comma-separated, quoted as RFC 4180 says; of a workbook the first sheet counts. Throws on a damaged file.
 */
export async function* readRecords(content: Buffer, format: FileFormat): AsyncGenerator<ContactRecord> {
  if (content.length === 0) return;
  for await (const cells of format === 'csv' ? readCsv(content) : readXlsx(content)) {
    const width = cells.findLastIndex((cell) => !isBlank(cell)) + 1;
    if (width > 0) yield cells.slice(0, width);
  }
}

function readCsv(content: Buffer): AsyncIterable<string[]> {
  const parser = parse({
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: MAX_RECORD_BYTES,
  });
  return Readable.from([content]).pipe(parser);
}

async function* readXlsx(content: Buffer): AsyncGenerator<string[]> {
  for await (const { values } of streamXlsxRows(content)) yield values.map(textOf);
}

type CellValue = string | number | boolean | Date | null;

function textOf(value: CellValue): string {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString().replace(/T00:00:00\.000Z$/, '');
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return String(value);
}

function isBlank(cell: string): boolean {
  return /^[ \t\r\n]*$/.test(cell);
}
