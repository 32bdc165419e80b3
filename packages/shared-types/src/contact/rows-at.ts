/** `1 row`, `2 rows` */
export function rowCount(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`;
}

/** Lines that a message names for one fault, or one notice. */
export const NAMED_LINES = 3;

/** `2 rows (lines 3 and 7)` @param lines of the first of them */
export function rowsAt(count: number, lines: readonly number[]): string {
  const others = count - lines.length;
  const named =
    others > 0 ? `${lines.join(', ')} and ${others} more` : lines.join(', ').replace(/, (?=\d+$)/, ' and ');
  return `${rowCount(count)} (${count === 1 ? 'line' : 'lines'} ${named})`;
}
