const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** One record of a CSV file as RFC 4180 has it, with the line end. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: string): string {
  return NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
