import { writeXlsx } from 'hucre/xlsx';

export type Rows = readonly (readonly (string | number)[])[];

export interface TestFile {
  readonly name: string;
  readonly content: Buffer;
}

export function csvOf(rows: Rows): Promise<TestFile> {
  const lines = rows.map((cells) => cells.map((cell) => quoted(String(cell))).join(','));
  return Promise.resolve({ name: 'contacts.csv', content: Buffer.from(`${lines.join('\r\n')}\r\n`) });
}

export async function xlsxOf(rows: Rows): Promise<TestFile> {
  const content = await writeXlsx({ sheets: [{ name: 'Contacts', rows: rows.map((cells) => [...cells]) }] });
  return { name: 'contacts.xlsx', content: Buffer.from(content) };
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
