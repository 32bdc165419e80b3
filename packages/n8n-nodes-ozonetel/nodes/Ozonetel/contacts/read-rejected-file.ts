import {
  countRejectedColumns,
  CsvScanner,
  unguardCell,
  type ContactRow,
} from '@ozonetel-bulk-upload/shared-types';
import type { IDataObject } from 'n8n-workflow';
import { rejectedFieldNames } from './rejected-fields';

/** The contacts of a connector's `rejected.csv`, as they come out of the output Rejected. */
export function readRejectedFile(text: string): IDataObject[] {
  const bytes = Buffer.from(text.replace(/^\uFEFF/, ''));
  const scanner = new CsvScanner(',');
  scanner.scan(bytes, bytes.length, true);
  if (scanner.length === 0) return [];
  const header = scanner.at(0);
  const columns = Array.from({ length: header.width }, (_, column) => header.text(column));
  const added = countRejectedColumns(columns);
  const own = columns.slice(added);
  const names = [
    ...rejectedFieldNames(added === 3 ? ['row', 'line', 'reason'] : ['row', 'reason'], own),
    ...own,
  ];
  const rows = Array.from({ length: scanner.length - 1 }, (_, index) => index + 1);
  // The last line of a file that was cut has no number: it says how many rows are missing.
  return rows
    .filter((index) => scanner.at(index).text(0) !== '')
    .map((index) => itemOf(names, scanner.at(index), added));
}

function itemOf(names: readonly string[], row: ContactRow, added: number): IDataObject {
  return Object.fromEntries(
    names.map((name, column) => {
      const cell = row.text(column);
      return [name, column < added - 1 ? Number(cell) : column < added ? cell : unguardCell(cell)];
    }),
  );
}
