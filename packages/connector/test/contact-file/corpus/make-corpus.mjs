// Makes the files of this corpus that exceljs and SheetJS write: node make-corpus.mjs
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import * as XLSX from 'xlsx';

const at = (name) => join(import.meta.dirname, name);
const day = new Date(Date.UTC(2026, 1, 28));
const moment = new Date(Date.UTC(2026, 1, 28, 13, 5));
const header = 'PhoneNumber,Name,AgentId,ExpiryDate,Seen,Vip,Sum,Lost,Note,Gap,Last'.split(',');
const lost = 9198765432101230;

function exceljsSheet(book) {
  const sheet = book.addWorksheet('Contacts');
  sheet.addRow(header);
  sheet.addRow([
    '+91 98765 43210',
    'Asha & "Ravi" <x>',
    'a1',
    day,
    moment,
    true,
    { formula: '1+1', result: 2 },
    { error: '#N/A' },
    'line\nbreak',
    null,
    'end',
  ]);
  sheet.addRow([
    919876543211,
    'Zoë 日本',
    null,
    null,
    null,
    false,
    null,
    null,
    { richText: [{ text: 'rich ' }, { font: { bold: true }, text: 'bold' }] },
    null,
    1.5,
  ]);
  sheet.getCell('D2').numFmt = 'dd/mm/yyyy';
  sheet.getCell('E2').numFmt = 'dd/mm/yyyy hh:mm';
  sheet.getCell('A5').value = lost;
  sheet.getCell('B5').value = 'Lost digits';
  return sheet;
}

const book = new ExcelJS.Workbook();
exceljsSheet(book);
await book.xlsx.writeFile(at('exceljs.xlsx'));

const stream = new ExcelJS.stream.xlsx.WorkbookWriter({
  filename: at('exceljs-stream.xlsx'),
  useSharedStrings: false,
  useStyles: true,
});
exceljsSheet(stream).commit();
await stream.commit();

const rows = [
  header,
  ['+91 98765 43210', 'Asha & "Ravi" <x>', 'a1', day, moment, true, 2, '#N/A', 'line\nbreak', null, 'end'],
  [919876543211, 'Zoë 日本', null, null, null, false, null, null, 'rich bold', null, 1.5],
  [],
  [lost, 'Lost digits'],
];
const sheet = XLSX.utils.aoa_to_sheet(rows, { cellDates: true, UTC: true, dateNF: 'dd/mm/yyyy' });
sheet.E2.z = 'dd/mm/yyyy hh:mm';
sheet.H2 = { t: 'e', v: 0x2a, w: '#N/A' };
sheet.G2 = { t: 'n', v: 2, f: '1+1' };
const sheets = XLSX.utils.book_new();
XLSX.utils.book_append_sheet(sheets, sheet, 'Contacts');
for (const [name, options] of [
  ['sheetjs.xlsx', { bookType: 'xlsx', compression: true }],
  ['sheetjs-shared.xlsx', { bookType: 'xlsx', bookSST: true }],
  ['excel-2003.xml', { bookType: 'xlml' }],
])
  writeFileSync(at(name), XLSX.write(sheets, { type: 'buffer', ...options }));

const plain = XLSX.utils.aoa_to_sheet([
  ['PhoneNumber', 'Name', 'Note'],
  ['+91 98765 43210', 'Zoë, "Z"', 'two\nlines'],
  ['9876543211', 'Ravi', ''],
]);
const texts = XLSX.utils.book_new();
XLSX.utils.book_append_sheet(texts, plain, 'Contacts');
writeFileSync(at('sheetjs.csv'), XLSX.write(texts, { type: 'buffer', bookType: 'csv' }));
writeFileSync(at('sheetjs-unicode-text.txt'), XLSX.write(texts, { type: 'buffer', bookType: 'txt' }));
