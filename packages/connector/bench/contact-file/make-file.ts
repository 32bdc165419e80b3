import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { csvLine } from '@ozonetel-bulk-upload/shared-types';
import ExcelJS from 'exceljs';
import { createXlsxWriter } from '../../src/contact-file/write/xlsx-writer';
import { localWriter } from '../../test/harness/local-file';
import { contactOf, headerOf } from './contacts';
import { HOSTILE_FILES } from './hostile-files';

type Make = (path: string, rows: number, columns: number) => Promise<void>;

async function makeCsv(path: string, rows: number, columns: number): Promise<void> {
  const stream = createWriteStream(path);
  stream.write(csvLine(headerOf(columns)));
  for (let row = 0; row < rows; row += 1) {
    if (!stream.write(csvLine(contactOf(row, columns)))) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'close');
}

async function makeInlineXlsx(path: string, rows: number, columns: number): Promise<void> {
  const file = await localWriter(path);
  const writer = await createXlsxWriter(file);
  await writer.write(headerOf(columns));
  for (let row = 0; row < rows; row += 1) await writer.write(contactOf(row, columns));
  await writer.end();
  await file.end();
}

/** With shared strings, as Excel writes. */
async function makeSharedXlsx(path: string, rows: number, columns: number): Promise<void> {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path, useSharedStrings: true });
  const sheet = book.addWorksheet('Contacts');
  sheet.addRow(headerOf(columns)).commit();
  for (let row = 0; row < rows; row += 1) sheet.addRow(contactOf(row, columns)).commit();
  sheet.commit();
  await book.commit();
}

const MAKERS: Readonly<Record<string, Make>> = {
  csv: makeCsv,
  inline: makeInlineXlsx,
  shared: makeSharedXlsx,
};

async function run([kind = '', path = '', rows = '', columns = '']: string[]): Promise<void> {
  if (kind === 'hostile') await HOSTILE_FILES[Number(rows)]?.make(path);
  else await MAKERS[kind]?.(path, Number(rows), Number(columns));
}

void run(process.argv.slice(2));
