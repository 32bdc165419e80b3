import { csvLine } from '@ozonetel-bulk-upload/shared-types';
import type { FileWriter } from '../../store/spool/file-writer';
import type { TableWriter } from './table-writer';
import { TextFile } from './text-file';

/** Writes CSV: UTF-8 without a mark, commas, CRLF. */
export function createCsvWriter(target: FileWriter): TableWriter {
  const file = new TextFile(target);
  return {
    write: (cells) => file.write(csvLine(cells)),
    end: () => file.flush(),
  };
}
