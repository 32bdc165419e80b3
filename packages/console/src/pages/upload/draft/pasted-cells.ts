import { BEGINNING_BYTES, csvLine, detectDelimiter } from '@ozonetel-bulk-upload/shared-types';
import { looksLikePhoneNumber } from '../../../filters/looks-like-phone-number';
import { createPace } from '../pace';

const FILE_NAME = 'Pasted contacts.csv';

/** Whether contacts were pasted: then there is no file that could be chosen again. */
export function isPasted({ name }: { readonly name: string }): boolean {
  return name === FILE_NAME;
}

export interface PastedContacts {
  readonly file: File;
  /** Whether they came without a header, and so got one here. */
  readonly isHeaderAdded: boolean;
}

/** What is pasted from a spreadsheet is text: cells apart by tabs, rows by line breaks, quoted where they hold either. */
export async function readPaste(text: string): Promise<PastedContacts> {
  const { csv, first, delimiter } = text.includes('\t') ? await readCells(text) : readLines(text);
  const isHeaderAdded = first.some(looksLikePhoneNumber);
  const header = isHeaderAdded ? [`${nameColumns(first).join(delimiter)}\r\n`] : [];
  return { file: new File([...header, csv], FILE_NAME, { type: 'text/csv' }), isHeaderAdded };
}

interface Csv {
  readonly csv: string;
  /** The cells of its first row. */
  readonly first: readonly string[];
  readonly delimiter: string;
}

async function readCells(text: string): Promise<Csv> {
  let csv = '';
  let first: readonly string[] | undefined;
  for await (const cells of readTabs(text)) {
    first ??= cells;
    csv += csvLine(cells);
  }
  return { csv, first: first ?? [], delimiter: ',' };
}

/** Text that is CSV already, or a single column. */
function readLines(csv: string): Csv {
  const delimiter = detectDelimiter(csv.slice(0, BEGINNING_BYTES));
  const [, line = ''] = /^\s*([^\r\n]*)/.exec(csv) ?? [];
  const plain = line.replace(/"(?:[^"]|"")*"/g, (quoted) => quoted.replace(/[,;|"]/g, ' ').trim());
  return { csv, first: plain.split(delimiter), delimiter };
}

/** A header for rows that have none: the first phone number is what people are called at. */
function nameColumns(cells: readonly string[]): string[] {
  const phone = cells.findIndex(looksLikePhoneNumber);
  return cells.map((_, index) => (index === phone ? 'PhoneNumber' : `Column ${index + 1}`));
}

/** Rows of cells, as spreadsheets copy them; rows without a cell are passed over. */
export async function* readTabs(text: string): AsyncGenerator<string[]> {
  const pause = createPace();
  let cells: string[] = [];
  // A cell in quotes with quotes doubled inside, or anything up to a tab or line break; then what ended it.
  const CELL = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\r|\n|$)/g;
  for (const [, quoted, plain = '', end] of text.matchAll(CELL)) {
    cells.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\t') continue;
    if (cells.some((cell) => cell !== '')) yield cells;
    if (end === '') return;
    cells = [];
    await pause();
  }
}
