import { csvLine } from '@ozonetel-bulk-upload/shared-types';

/** What is pasted from a spreadsheet is text: cells apart by tabs, rows by line breaks, quoted where they hold either. */
export function fileOfPaste(text: string): File {
  const content = text.includes('\t') ? parseTabs(text).map(csvLine).join('') : text;
  return new File([content], 'Pasted contacts.csv', { type: 'text/csv' });
}

/** Rows of cells, as spreadsheets copy them. */
export function parseTabs(text: string): string[][] {
  const rows: string[][] = [[]];
  // A cell in quotes with quotes doubled inside, or anything up to a tab or line break; then what ended it.
  const CELL = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\r|\n|$)/g;
  for (const [, quoted, plain = '', end] of text.matchAll(CELL)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '') break;
    if (end !== '\t') rows.push([]);
  }
  return rows.filter((cells) => cells.some((cell) => cell !== ''));
}
