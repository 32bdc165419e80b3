import { isRowReason } from './row-reasons';
import { trimUnseenStart, withoutUnseen } from './visible-text';

/** The columns that stand before the original ones in `rejected.csv`. */
export const REJECTED_COLUMNS = ['row', 'line', 'reason'] as const;

/** Headers that a `rejected.csv` can begin with: earlier releases did not write the line. */
const BEGINNINGS: readonly (readonly string[])[] = [REJECTED_COLUMNS, ['row', 'reason']];

/** Rows that are enough to recognize a `rejected.csv`. */
export const RECOGNISED_ROWS = 100;

/** How many columns of a rejected.csv a header may begin with: whether they are its columns, the rows tell. */
export function countRejectedColumns(header: readonly string[]): number {
  const beginning = BEGINNINGS.find((columns) =>
    columns.every((column, index) => withoutUnseen(header[index] ?? '').toLowerCase() === column),
  );
  return beginning?.length ?? 0;
}

/**
 * Whether a row was written into a `rejected.csv`: a number, perhaps the number of a line, and one of our reasons.
 * Only then are columns called `row` and `reason` ours; a user may have such columns, too.
 * @param cells the first of the row, as many as `countRejectedColumns` says
 */
export function isRejectedRow(cells: readonly string[]): boolean {
  const numbers = cells.slice(0, -1);
  return (
    numbers.every((cell) => /^\d{1,7}$/.test(withoutUnseen(cell))) &&
    isRowReason(trimUnseenStart(cells.at(-1) ?? ''))
  );
}
