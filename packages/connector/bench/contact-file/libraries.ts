import { createReadStream, readFileSync } from 'node:fs';

// Each library is loaded by its own case alone: what one brings must not count as another's memory.

export async function papaparse(path: string): Promise<number> {
  const { default: Papa } = await import('papaparse');
  return new Promise((resolve, reject) => {
    let rows = 0;
    Papa.parse<string[]>(createReadStream(path), {
      step: () => (rows += 1),
      complete: () => {
        resolve(rows);
      },
      error: reject,
    });
  });
}

export async function csvParse(path: string): Promise<number> {
  const { parse } = await import('csv-parse');
  let rows = 0;
  for await (const _ of createReadStream(path).pipe(parse())) rows += 1;
  return rows;
}

export async function hucre(path: string): Promise<number> {
  const { streamXlsxRows } = await import('hucre/xlsx');
  let rows = 0;
  for await (const _ of streamXlsxRows(readFileSync(path))) rows += 1;
  return rows;
}

export async function excelJs(path: string): Promise<number> {
  const { default: ExcelJS } = await import('exceljs');
  let rows = 0;
  for await (const sheet of new ExcelJS.stream.xlsx.WorkbookReader(path, { sharedStrings: 'cache' })) {
    for await (const _ of sheet) rows += 1;
  }
  return rows;
}

export async function sheetJs(path: string): Promise<number> {
  const XLSX = await import('xlsx');
  const book = XLSX.read(readFileSync(path), { dense: true });
  const sheet = book.Sheets[book.SheetNames[0] ?? ''];
  return sheet === undefined ? 0 : XLSX.utils.sheet_to_json(sheet, { header: 1 }).length;
}
