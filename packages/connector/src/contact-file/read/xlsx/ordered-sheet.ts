import type { CellFault, ContactRow, Notice } from '@ozonetel-bulk-upload/shared-types';
import { ContactFileError } from '../../contact-file-error';
import type { ContactReader, RowBatch } from '../contact-reader';
import { differentValues } from './sheet-cells';

/** Bytes that a sheet may take while its rows are sorted, and those of a row and of a cell besides their text. */
const MAX_BYTES = 32 * 1024 * 1024;
const ROW_BYTES = 250;
const CELL_BYTES = 60;

/** A sheet whose rows stand in another order than their numbers say, or in several pieces. */
export class OrderedSheet implements ContactReader {
  readonly format = 'xlsx';

  /** @param scan reads the rows as they stand in the file */
  constructor(
    private readonly scan: () => AsyncGenerator<RowBatch>,
    readonly notices: () => Promise<readonly Notice[]>,
  ) {}

  async *batches(): AsyncGenerator<RowBatch> {
    const rows = new Map<number, PlacedRow>();
    let bytes = 0;
    for await (const batch of this.scan()) {
      for (let index = 0; index < batch.length; index += 1) {
        const piece = batch.at(index);
        const row = rows.get(piece.line) ?? new PlacedRow(piece.line);
        rows.set(piece.line, row);
        bytes += ROW_BYTES + row.add(piece);
        if (bytes > MAX_BYTES) throw tooManyToSort();
      }
    }
    const sorted = [...rows.values()].sort((one, other) => one.line - other.line);
    if (sorted.length > 0)
      yield { length: sorted.length, at: (index) => sorted[index] ?? new PlacedRow(index) };
  }

  /** Never: another program may read the rows in the order in which they stand. */
  isAsItIs(): boolean {
    return false;
  }
}

class PlacedRow implements ContactRow {
  width = 0;
  isHidden = false;
  readonly #texts = new Map<number, string>();
  #faults: Map<number, CellFault> | undefined;

  constructor(readonly line: number) {}

  /** Takes a piece of the row. @returns bytes that it takes up, about; empty cells count, as they take time */
  add(piece: ContactRow): number {
    let bytes = CELL_BYTES * piece.width;
    for (let column = 0; column < piece.width; column += 1) {
      const text = piece.text(column);
      const fault = piece.faultOf(column);
      if (fault !== undefined) (this.#faults ??= new Map()).set(column, fault);
      if (text === '') continue;
      const before = this.#texts.get(column);
      if (before !== undefined && before !== text) throw differentValues(this.line);
      this.#texts.set(column, text);
      bytes += 2 * text.length;
    }
    this.width = Math.max(this.width, piece.width);
    this.isHidden ||= piece.isHidden === true;
    return bytes;
  }

  text(column: number): string {
    return this.#texts.get(column) ?? '';
  }

  faultOf(column: number): CellFault | undefined {
    return this.#faults?.get(column);
  }
}

function tooManyToSort(): ContactFileError {
  return new ContactFileError(
    'file_not_a_contact_file',
    'The rows of the sheet are not in the order of their numbers, and there are too many to sort. Open the file in a spreadsheet program and save it again.',
  );
}
