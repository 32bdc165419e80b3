/** The columns that stand before the original ones in `rejected.csv`. */
export const REJECTED_COLUMNS = ['row', 'reason'] as const;

/** Whether a header is that of a `rejected.csv`, come back after mending. */
export function isRejectedHeader(headers: readonly string[]): boolean {
  return REJECTED_COLUMNS.every((column, index) => headers[index]?.trim().toLowerCase() === column);
}

const FORMULA = /^'*[=+\-@\t\r]/;
const PLAIN_NUMBER = /^[0-9 +\-().]+$/;

/**
 * The cell as it is safe to open in a spreadsheet: one that would run as a formula gets a leading `'`, except
 * those of digits, spaces and `+-().` alone.
 */
export function guardCell(cell: string): string {
  return FORMULA.test(cell) && !PLAIN_NUMBER.test(cell) ? `'${cell}` : cell;
}

/** The cell as it was before `guardCell`. */
export function unguardCell(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}
