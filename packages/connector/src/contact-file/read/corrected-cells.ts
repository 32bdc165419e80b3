import {
  isBlankText,
  type CellCorrection,
  type ContactRow,
  type Notice,
} from '@ozonetel-bulk-upload/shared-types';
import { ContactFileError } from '../contact-file-error';
import type { ContactReader, RowBatch } from './contact-reader';

/** Column → text, for each row that has corrections; the first row under the header is 1. */
type Corrections = ReadonlyMap<number, ReadonlyMap<number, string>>;

/** The same file with other texts in some of its cells: never the bytes that are stored. */
export class CorrectedCells implements ContactReader {
  constructor(
    private readonly reader: ContactReader,
    private readonly corrections: readonly CellCorrection[],
  ) {}

  get format(): ContactReader['format'] {
    return this.reader.format;
  }

  isAsItIs(): boolean {
    return false;
  }

  async notices(): Promise<readonly Notice[]> {
    return (await this.reader.notices?.()) ?? [];
  }

  /** @throws ContactFileError also if a correction names a row or a column that the file does not have */
  async *batches(): AsyncGenerator<RowBatch> {
    let corrections: Corrections | undefined;
    let rows = 0;
    for await (const batch of this.reader.batches()) {
      if (batch.length === 0) continue;
      // The header is row 0.
      corrections ??= placeCorrections(this.corrections, batch.at(0));
      yield correctBatch(batch, corrections, rows);
      rows += batch.length;
    }
    const last = Math.max(0, rows - 1);
    const beyond = this.corrections.find(({ row }) => row > last);
    if (beyond !== undefined)
      throw new ContactFileError(
        'correction_not_found',
        `A correction is for row ${beyond.row}, but the file has ${last} rows: check the file again, and correct what it shows.`,
      );
  }
}

function placeCorrections(corrections: readonly CellCorrection[], header: ContactRow): Corrections {
  const names = Array.from({ length: header.width }, (_, column) => header.text(column));
  const placed = new Map<number, Map<number, string>>();
  for (const { row, column, value } of corrections) {
    const index = typeof column === 'number' ? column - 1 : findColumn(names, column);
    if (index === -1)
      throw new ContactFileError(
        'correction_not_found',
        `A correction of row ${row} is for a column that the file does not have: name columns as the header of the file does.`,
      );
    placed.set(row, (placed.get(row) ?? new Map<number, string>()).set(index, value));
  }
  return placed;
}

/** As it stands there, or else apart from the spaces around it. */
function findColumn(names: readonly string[], asked: string): number {
  const exact = names.indexOf(asked);
  return exact === -1 ? names.findIndex((name) => name.trim() === asked.trim()) : exact;
}

/** @param before rows before the batch, the header among them */
function correctBatch(batch: RowBatch, corrections: Corrections, before: number): RowBatch {
  return {
    length: batch.length,
    at(index) {
      const cells = corrections.get(before + index);
      return cells === undefined ? batch.at(index) : correctRow(batch.at(index), cells);
    },
  };
}

function correctRow(row: ContactRow, cells: ReadonlyMap<number, string>): ContactRow {
  const text = (column: number) => cells.get(column) ?? row.text(column);
  return {
    width: widthOf(text, Math.max(row.width, ...[...cells.keys()].map((column) => column + 1))),
    line: row.line,
    isHidden: row.isHidden === true,
    text,
    faultOf: (column) => (cells.has(column) ? undefined : row.faultOf(column)),
  };
}

/** Without the cells at the end that a correction has emptied. */
function widthOf(text: (column: number) => string, most: number): number {
  let width = most;
  while (width > 0 && isBlankText(text(width - 1))) width -= 1;
  return width;
}
