import type { ContactRow } from '@ozonetel-bulk-upload/shared-types';
import type { RowBatch } from '../contact-reader';
import { copied } from './sheet-cells';
import type { SheetRow } from './sheet-row';

/** Rows that there is room for at first. */
const FIRST_ROWS = 1024;

/** The rows that one scan of a worksheet has found: where the cells of each begin and end, its number, whether it is shown. */
export class FoundRows implements RowBatch {
  length = 0;
  /** Of each row its first cell; that of the row behind the last is where its cells end. */
  #firstCells = new Int32Array(FIRST_ROWS + 1);
  #numbers = new Int32Array(FIRST_ROWS);
  /** 1 for a hidden row. */
  #areHidden = new Uint8Array(FIRST_ROWS);

  /** @param row that `at` moves to each of them */
  constructor(private readonly row: SheetRow) {}

  at(index: number): ContactRow {
    this.row.line = this.#numbers[index] ?? 0;
    this.row.isHidden = this.#areHidden[index] === 1;
    return this.row.moveTo(this.#firstCells[index] ?? 0, this.#firstCells[index + 1] ?? 0);
  }

  add(firstCell: number, end: number, number: number, isHidden: boolean): void {
    const index = this.length;
    if (index === this.#numbers.length) {
      this.#firstCells = copied(this.#firstCells, new Int32Array(2 * index + 1));
      this.#numbers = copied(this.#numbers, new Int32Array(2 * index));
      this.#areHidden = copied(this.#areHidden, new Uint8Array(2 * index));
    }
    this.#firstCells[index] = firstCell;
    this.#firstCells[index + 1] = end;
    this.#numbers[index] = number;
    this.#areHidden[index] = isHidden ? 1 : 0;
    this.length = index + 1;
  }
}
