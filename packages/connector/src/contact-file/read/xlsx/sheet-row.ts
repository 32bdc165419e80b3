import type { CellFault, ContactRow, StoredCell } from '@ozonetel-bulk-upload/shared-types';
import type { SheetCells } from './sheet-cells';

/** One row of a sheet at a time; cells may be missing anywhere in it. */
export class SheetRow implements ContactRow {
  width = 0;
  line = 0;
  isHidden = false;
  #first = 0;
  #end = 0;

  constructor(private readonly cells: SheetCells) {}

  /** Shows the row whose cells are those from `first` up to, not including, `end`. */
  moveTo(first: number, end: number): this {
    let last = end - 1;
    while (last >= first && this.cells.isBlank(last) && !this.cells.isUncalculated(last)) last -= 1;
    this.#first = first;
    this.#end = last + 1;
    while (last >= first && this.cells.isBlank(last)) last -= 1;
    this.width = last < first ? 0 : this.cells.columnOf(last) + 1;
    return this;
  }

  text(column: number): string {
    const cell = this.#find(column);
    return cell === -1 ? '' : this.cells.text(cell);
  }

  stored(column: number): StoredCell | undefined {
    const cell = this.#find(column);
    return cell === -1 ? undefined : this.cells.stored(cell);
  }

  faultOf(column: number): CellFault | undefined {
    const cell = this.#find(column);
    return cell === -1 ? undefined : this.cells.faultOf(cell);
  }

  /** Without gaps the index of a cell is its column; behind a gap it is smaller. */
  #find(column: number): number {
    for (let cell = Math.min(this.#first + column, this.#end - 1); cell >= this.#first; cell -= 1) {
      const found = this.cells.columnOf(cell);
      if (found === column) return cell;
      if (found < column) return -1;
    }
    return -1;
  }
}
