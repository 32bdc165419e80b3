import { CsvScanner, unguardCell } from '@ozonetel-bulk-upload/shared-types';
import type { IDataObject } from 'n8n-workflow';

/** The contacts of a connector's `rejected.csv`, as they come out of the output Rejected. */
export function readRejectedFile(text: string): IDataObject[] {
  const bytes = Buffer.from(text.replace(/^\uFEFF/, ''));
  const scanner = new CsvScanner(',');
  scanner.scan(bytes, bytes.length, true);
  if (scanner.length === 0) return [];
  const header = scanner.at(0);
  const names = Array.from({ length: header.width }, (_, column) => header.text(column));
  return Array.from({ length: scanner.length - 1 }, (_, index) => {
    const row = scanner.at(index + 1);
    return Object.fromEntries(
      names.map((name, column) => [
        name,
        column === 0 ? Number(row.text(column)) : unguardCell(row.text(column)),
      ]),
    );
  });
}
