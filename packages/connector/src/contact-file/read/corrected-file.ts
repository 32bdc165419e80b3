import {
  isRejectedHeader,
  REJECTED_COLUMNS,
  unguardCell,
  type ContactRow,
} from '@ozonetel-bulk-upload/shared-types';
import type { ContactReader, RowBatch } from './contact-reader';

/**
 * The same file, or, if it is a `rejected.csv` that was mended and comes back, its rows without the columns and
 * the signs that we put there.
 */
export class MendedFile implements ContactReader {
  #isMended = false;

  constructor(private readonly reader: ContactReader) {}

  get format(): ContactReader['format'] {
    return this.reader.format;
  }

  async *batches(): AsyncGenerator<RowBatch> {
    let isHeader = true;
    for await (const batch of this.reader.batches()) {
      if (isHeader) this.#isMended = isRejectedHeader(firstCells(batch.at(0)));
      isHeader = false;
      yield this.#isMended ? mendedBatch(batch) : batch;
    }
  }

  isAsItIs(textColumns: readonly number[]): boolean {
    return !this.#isMended && this.reader.isAsItIs(textColumns);
  }
}

function firstCells(row: ContactRow): string[] {
  return REJECTED_COLUMNS.map((_, column) => row.text(column));
}

function mendedBatch(batch: RowBatch): RowBatch {
  return { length: batch.length, at: (index) => mendedRow(batch.at(index)) };
}

function mendedRow(row: ContactRow): ContactRow {
  const added = REJECTED_COLUMNS.length;
  return {
    width: Math.max(0, row.width - added),
    text: (column) => unguardCell(row.text(column + added)),
    isImprecise: (column) => row.isImprecise(column + added),
  };
}
