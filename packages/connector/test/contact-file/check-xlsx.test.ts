import ExcelJS from 'exceljs';
import * as XLSX from 'xlsx';
import { workbookParts, zipOf } from './workbook';
import { accepted, createScratch, rejected, type Scratch, sent, sentBytes } from './checking';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await createScratch();
});
afterAll(() => scratch.remove());

type Sheets = Readonly<Record<string, readonly (readonly unknown[])[]>>;

function sheetJs(sheets: Sheets, options: XLSX.WritingOptions = {}): Buffer {
  const book = XLSX.utils.book_new();
  for (const [name, rows] of Object.entries(sheets)) {
    XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(rows.map((row) => [...row])), name);
  }
  return XLSX.write(book, { type: 'buffer', bookType: 'xlsx', compression: true, ...options }) as Buffer;
}

async function excelJs(build: (book: ExcelJS.Workbook) => void): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  build(book);
  return Buffer.from(await book.xlsx.writeBuffer());
}

const row = (number: number, cells: string) => `<row r="${number}">${cells}</row>`;
const text = (reference: string, value: string) =>
  `<c r="${reference}" t="inlineStr"><is><t xml:space="preserve">${value}</t></is></c>`;

const TEXTS = {
  Contacts: [
    ['PhoneNumber', 'Name'],
    ['+919876543210', 'Asha & "Ravi"'],
    ['9876543211', 'Ünï'],
  ],
};
const EXPECTED = 'PhoneNumber,Name\r\n+919876543210,"Asha & ""Ravi"""\r\n9876543211,Ünï\r\n';

describe('a workbook', () => {
  it.each([
    ['SheetJS, shared strings', () => sheetJs(TEXTS, { bookSST: true })],
    ['SheetJS, inline strings', () => sheetJs(TEXTS)],
    ['exceljs', () => excelJs((book) => book.addWorksheet('C').addRows(TEXTS.Contacts))],
  ])('by %s is read, and sent byte for byte where nothing changes', async (_, write) => {
    const file = await write();
    expect(await sent(await scratch.check(file, { format: 'csv' }))).toBe(EXPECTED);
    const checked = accepted(await scratch.check(file));
    expect(checked.counts.valid).toBe(2);
    expect(checked.parts[0]!.format).toBe('xlsx');
    expect(await sentBytes(checked)).toEqual(file);
  });

  it('that we wrote is read by exceljs, SheetJS and ourselves as it was', async () => {
    const csv = `Mobile;Name;Note\n+91 98765;"A\n<b> & ""c""";_x0041_\n98766;${'N'.repeat(100)};a\u0001\n`;
    const checked = accepted(
      await scratch.check(csv, { format: 'xlsx', columns: { Mobile: 'PhoneNumber' } }),
    );
    expect(checked.parts[0]!.format).toBe('xlsx');
    const written = await sentBytes(checked);
    const again = await scratch.check(written, { format: 'csv' });
    expect(await sent(again)).toBe(
      `PhoneNumber,Name,Note\r\n+91 98765,"A\n<b> & ""c""",_x0041_\r\n98766,${'N'.repeat(100)},a\u0001\r\n`,
    );
    const book = XLSX.read(written);
    expect(XLSX.utils.sheet_to_json(book.Sheets['Contacts']!, { header: 1 })[1]).toEqual([
      '+91 98765',
      'A\n<b> & "c"',
      '_x0041_',
    ]);
    const excel = new ExcelJS.Workbook();
    await excel.xlsx.load(written as unknown as ArrayBuffer);
    expect(excel.worksheets[0]!.getCell('A2').value).toBe('+91 98765');
    expect(excel.worksheets[0]!.getCell('A2').type).toBe(ExcelJS.ValueType.String);
  });

  it('that we wrote is well-formed XML, whatever characters its cells have', async () => {
    const odd = 'a\ufffeb\uffffc\u0001d\u0085e\u{1fffe}f';
    const csv = `PhoneNumber,Name,\ufffeNote\n98765,${odd}\n`;
    const half = { Note: 'half \ud800' };
    const written = await sentBytes(await scratch.check(csv, { format: 'xlsx', columns: half }));
    // Its parser refuses what XML cannot hold.
    await new ExcelJS.Workbook().xlsx.load(written as unknown as ArrayBuffer);
    const sheet = XLSX.read(written).Sheets['Contacts'];
    expect(sheet).toMatchObject({ B2: { v: odd }, C1: { v: 'half \ud800' } });
  });

  it('prints phone numbers stored as numbers as integers, and sends them as texts', async () => {
    const file = sheetJs({
      C: [
        ['PhoneNumber', 'Priority'],
        [919876543210, 1.5],
        [9876543211, 2],
      ],
    });
    expect(await sent(await scratch.check(file, { format: 'csv' }))).toBe(
      'PhoneNumber,Priority\r\n919876543210,1.5\r\n9876543211,2\r\n',
    );
    const sheet = XLSX.read(await sentBytes(await scratch.check(file))).Sheets['Contacts']!;
    expect(sheet['A2']).toMatchObject({ t: 's', v: '919876543210' });
  });

  it.each(['9.19876543210E+11', '9.1987654321e11', '919876543210.0', '919876543210'])(
    'prints a phone number that is stored as %s as an integer',
    async (stored) => {
      const rows = `${row(1, text('A1', 'PhoneNumber'))}${row(2, `<c r="A2"><v>${stored}</v></c>`)}`;
      const checked = await scratch.check(await zipOf(workbookParts(rows)), { format: 'csv' });
      expect(await sent(checked)).toBe('PhoneNumber\r\n919876543210\r\n');
    },
  );

  it.each([
    ['a phone number that a formula makes', 2, '<c r="A2" t="str"><f>"98"&amp;"76"</f><v>9876</v></c>'],
    [
      'a phone number that a formula of another cell makes',
      2,
      '<c r="A2" t="str"><f t="shared" si="0"/><v>9876</v></c>',
    ],
    ['a row that is missing between others', 3, text('A3', '9876')],
  ])('with %s is written anew', async (_, number, cell) => {
    const file = await zipOf(workbookParts(row(1, text('A1', 'PhoneNumber')) + row(number, cell)));
    const checked = accepted(await scratch.check(file));
    expect(checked.counts).toMatchObject({ rows: 1, valid: 1 });
    const written = await sentBytes(checked);
    expect(written.equals(file)).toBe(false);
    expect(XLSX.read(Buffer.from(written)).Sheets['Contacts']).toMatchObject({ A2: { t: 's', v: '9876' } });
    expect(await sentBytes(await scratch.check(written))).toEqual(written);
  });

  it('counts no row of nothing but spaces, of whatever kind and however they are written', async () => {
    const blank = ['&#32;', '\u00a0', '\u3000 \u2003', '_x000D_', '<![CDATA[ ]]>'];
    const rows = ['PhoneNumber', '1', ...blank, '#'].map((cell, index) =>
      row(index + 1, text(`A${index + 1}`, cell)),
    );
    const { counts, problems } = rejected(await scratch.check(await zipOf(workbookParts(rows.join('')))));
    expect(counts).toMatchObject({ rows: 2, invalid: 1 });
    expect(problems[0]).toMatchObject({ row: 2 });
  });

  it('with a phone number that lost digits says so', async () => {
    const { problems } = rejected(
      await scratch.check(sheetJs({ C: [['PhoneNumber'], [1], [9198765432101234]] })),
    );
    expect(problems).toEqual([
      expect.objectContaining({
        row: 2,
        code: 'invalid_phone_number',
        message: expect.stringContaining('lost'),
      }),
    ]);
  });

  it('shows dates, booleans, formulas, errors, rich texts and gaps as a spreadsheet does', async () => {
    const file = await excelJs((book) => {
      const sheet = book.addWorksheet('C');
      sheet.addRow(['PhoneNumber', 'ExpiryDate', 'Seen', 'Vip', 'Sum', 'Lost', 'Rich', 'Gap', 'Last']);
      sheet.addRow([
        '1',
        new Date(Date.UTC(2026, 1, 28)),
        new Date(Date.UTC(2026, 1, 28, 13, 5)),
        true,
        { formula: '1+1', result: 2 },
        { error: '#N/A' },
        { richText: [{ text: 'A' }, { font: { bold: true }, text: ' & B' }] },
      ]);
      sheet.getCell('I2').value = 'end';
      sheet.getCell('B2').numFmt = 'dd/mm/yyyy';
      sheet.getCell('C2').numFmt = 'yyyy-mm-dd hh:mm';
    });
    expect(await sent(await scratch.check(file, { format: 'csv' }))).toContain(
      '1,2026-02-28,2026-02-28 13:05:00,TRUE,2,#N/A,A & B,,end',
    );
  });

  it('is read from its first visible sheet', async () => {
    const book = XLSX.utils.book_new();
    XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet([['Notes']]), 'Hidden');
    XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(TEXTS.Contacts), 'Contacts');
    book.Workbook = {
      Sheets: [
        { name: 'Hidden', Hidden: 1 },
        { name: 'Contacts', Hidden: 0 },
      ],
    };
    const file = XLSX.write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer;
    expect(await sent(await scratch.check(file, { format: 'csv' }))).toBe(EXPECTED);
    expect(XLSX.read(await sentBytes(await scratch.check(file))).SheetNames).toEqual(['Contacts']);
  });

  it('with rows left out is written without them', async () => {
    const file = sheetJs({ C: [['PhoneNumber'], ['1'], ['#'], [], ['2']] });
    const checked = accepted(await scratch.check(file, { invalidRows: 'drop' }));
    expect(checked.counts).toMatchObject({ rows: 3, valid: 2, invalid: 1 });
    expect(checked.problems[0]).toMatchObject({ row: 2 });
    const sheet = XLSX.read(await sentBytes(checked)).Sheets['Contacts']!;
    expect(XLSX.utils.sheet_to_json(sheet, { header: 1 })).toEqual([['PhoneNumber'], ['1'], ['2']]);
  });
});

describe('what is no workbook', () => {
  const whole = sheetJs(TEXTS);
  it.each([
    ['an archive that is cut off', whole.subarray(0, whole.length - 100)],
    ['an archive with a broken sheet', brokenSheet()],
    ['a workbook without sheets', Buffer.from('UEsDBBQAAAAAAA==', 'base64')],
  ])('%s: rejected', async (_, content) => {
    expect(rejected(await scratch.check(content)).outcome).toMatchObject({ code: 'file_not_a_contact_file' });
  });

  it('larger than allowed once unpacked: rejected', async () => {
    const file = sheetJs({ C: [['PhoneNumber'], ['1'.repeat(30_000)]] });
    expect(rejected(await scratch.check(file, { maxInflatedBytes: 20_000 })).outcome.code).toBe(
      'file_too_large',
    );
  });

  function brokenSheet(): Buffer {
    const bytes = Buffer.from(whole);
    const at = bytes.indexOf('sheet1.xml') + 10;
    bytes.fill(0xff, at + 20, at + 60);
    return bytes;
  }
});
