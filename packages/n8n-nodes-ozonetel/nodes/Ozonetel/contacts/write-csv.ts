const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** Records as CSV text (RFC 4180). */
export function writeCsv(records: Iterable<readonly string[]>): string {
  let text = '';
  for (const cells of records) text += `${cells.map(quote).join(',')}\r\n`;
  return text;
}

function quote(cell: string): string {
  return NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
