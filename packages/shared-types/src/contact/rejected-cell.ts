/**
 * Where a spreadsheet could see a formula begin: at the start of the cell, and behind a semicolon or a line
 * break within it, since one that parts cells by semicolons does not see our quotes. Some take full-width signs.
 */
const START = String.raw`(?<=^|[;\r\n])`;
const FORMULA = String.raw`(?='*(?:[=+\-@＝＋－＠]|[\t\r\n](?<=^'*[\t\r\n])))`;
const UNGUARDED = new RegExp(START + FORMULA, 'g');
const GUARDED = new RegExp(`${START}'${FORMULA}`, 'g');
const PLAIN_NUMBER = /^[0-9 +\-().]+$/;

/**
 * The cell as it is safe to open in a spreadsheet: what would run as a formula gets a leading `'`, except in
 * cells of digits, spaces and `+-().` alone.
 */
export function guardCell(cell: string): string {
  return PLAIN_NUMBER.test(cell) ? cell : cell.replace(UNGUARDED, "'");
}

/** The cell as it was before `guardCell`. */
export function unguardCell(cell: string): string {
  return cell.replace(GUARDED, '');
}
