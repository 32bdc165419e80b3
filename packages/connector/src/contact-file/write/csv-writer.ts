import { csvLine } from '@ozonetel-bulk-upload/shared-types';
import type { TableWriter } from './table-writer';
import { TextFile } from './text-file';

/** Writes CSV: UTF-8 without a mark, commas, CRLF. */
export async function createCsvWriter(path: string): Promise<TableWriter> {
  const file = await TextFile.create(path);
  return {
    write: (cells) => file.write(csvLine(cells)),
    close: () => file.close(),
  };
}
