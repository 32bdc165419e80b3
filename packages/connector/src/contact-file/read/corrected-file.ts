import {
  countRejectedColumns,
  isRejectedRow,
  RECOGNISED_ROWS,
  unguardCell,
  type ContactRow,
  type Notice,
} from '@ozonetel-bulk-upload/shared-types';
import type { ContactReader, RowBatch } from './contact-reader';

/**
 * The same file, or, if it is a `rejected.csv` that was corrected and comes back, its rows without the columns and
 * the signs that we put there.
 */
export class CorrectedFile implements ContactReader {
  /** Columns of ours before the user's own; undefined until it is known. */
  #added: number | undefined;

  constructor(private readonly reader: ContactReader) {}

  get format(): ContactReader['format'] {
    return this.reader.format;
  }

  async *batches(): AsyncGenerator<RowBatch> {
    const added = (this.#added ??= await this.#countAdded());
    for await (const batch of this.reader.batches()) yield added === 0 ? batch : withoutFirst(batch, added);
  }

  isAsItIs(textColumns: readonly number[]): boolean {
    return this.#added === 0 && this.reader.isAsItIs(textColumns);
  }

  async notices(): Promise<readonly Notice[]> {
    return (await this.reader.notices?.()) ?? [];
  }

  /** A header like ours may be the user's: one of the first rows must be ours as well. */
  async #countAdded(): Promise<number> {
    let added = 0;
    let rows = -1;
    for await (const batch of this.reader.batches()) {
      for (let index = 0; index < batch.length; index += 1, rows += 1) {
        const row = batch.at(index);
        if (rows === -1) added = countRejectedColumns(firstCells(row, 3));
        else if (isRejectedRow(firstCells(row, added))) return added;
        if (added === 0 || rows === RECOGNISED_ROWS) return 0;
      }
    }
    return 0;
  }
}

function firstCells(row: ContactRow, count: number): string[] {
  return Array.from({ length: count }, (_, column) => row.text(column));
}

/** A row without any cell of the user's is blank: the last line of a file that was cut says how much is missing. */
function withoutFirst(batch: RowBatch, added: number): RowBatch {
  const indexes = Array.from({ length: batch.length }, (_, index) => index).filter(
    (index) => batch.at(index).width > added,
  );
  return {
    length: indexes.length,
    at: (index) => rowWithoutFirst(batch.at(indexes[index] ?? 0), added),
  };
}

function rowWithoutFirst(row: ContactRow, added: number): ContactRow {
  return {
    width: Math.max(0, row.width - added),
    line: row.line,
    isHidden: row.isHidden === true,
    text: (column) => unguardCell(row.text(column + added)),
    faultOf: (column) => row.faultOf(column + added),
  };
}
