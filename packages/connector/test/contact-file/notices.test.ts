import { accepted, createScratch, rejected, sent, type Scratch } from './checking';
import { workbookParts, zipOf } from './workbook';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await createScratch();
});
afterAll(() => scratch.remove());

const row = (number: number, value: string, attributes = '') =>
  `<row r="${number}" ${attributes}><c r="A${number}" t="inlineStr"><is><t>${value}</t></is></c></row>`;

/** A workbook whose second contact is as the attributes of its row say. */
const bookWith = async (attributes: string) =>
  zipOf(workbookParts(row(1, 'PhoneNumber') + row(2, '9845012345') + row(4, '9845012346', attributes)));

describe('a row that a spreadsheet does not show', () => {
  it.each([
    ['hidden="1"'],
    ['hidden="true"'],
    ["hidden='1'"],
    ['hidden="True"'],
    ['outlineLevel="2" collapsed="0" hidden="1"'],
    ['customHeight="true" ht=" 0.00 "'],
    ['s="1" customFormat="1" ht="15" hidden="TRUE" x14ac:dyDescent="0.25"'],
    ['hidden = " 1 "'],
    ['spans="1:1" hidden="1" outlineLevel="1"'],
    ['ht="0" customHeight="1"'],
  ])('with %s is sent and pointed out with its line', async (attributes) => {
    const checked = accepted(await scratch.check(await bookWith(attributes), { format: 'csv' }));
    expect(checked.counts).toEqual({ rows: 2, valid: 2, invalid: 0, duplicates: 0, hidden: 1, sent: 0 });
    expect(checked.notices).toMatchObject([{ code: 'hidden_rows' }]);
    expect(checked.notices[0]?.message).toMatch(/^1 row \(line 4\).*sent like the others/);
    expect(await sent(checked)).toContain('9845012346');
  });

  it.each([['hidden="1"'], ['ht="0.0"']])(
    'with %s is left out on demand, and pointed out',
    async (attributes) => {
      const rules = { format: 'csv', hiddenRows: 'drop' } as const;
      const checked = accepted(await scratch.check(await bookWith(attributes), rules));
      expect(checked.counts).toEqual({ rows: 2, valid: 1, invalid: 0, duplicates: 0, hidden: 1, sent: 0 });
      expect(checked.notices[0]?.message).toMatch(/^1 row \(line 4\).*left out/);
      expect(await sent(checked)).toBe('PhoneNumber\r\n9845012345\r\n');
      expect(checked.rejected).toBeUndefined();
    },
  );

  it.each([
    ['hidden="0"'],
    ['hidden="off" outlineLevel="1"'],
    ['ht="0.75"'],
    ['spans="0:0" s="0"'],
    ['hidden="false"'],
    ['ht="15"'],
    ['collapsed="1"'],
    [''],
  ])('is not reported with %j', async (attributes) => {
    const { counts, notices } = accepted(await scratch.check(await bookWith(attributes)));
    expect([counts.hidden, notices]).toEqual([0, []]);
  });

  it('is found where rows are out of order, too', async () => {
    const rows = row(3, '9845012346', 'hidden="1"') + row(2, '9845012345') + row(1, 'PhoneNumber');
    const checked = await scratch.check(await zipOf(workbookParts(rows)), {
      hiddenRows: 'drop',
      format: 'csv',
    });
    expect(await sent(checked)).toBe('PhoneNumber\r\n9845012345\r\n');
  });

  it('is not missed in a file of which nothing else is left', async () => {
    const book = await zipOf(workbookParts(row(1, 'PhoneNumber') + row(2, '9845012345', 'hidden="1"')));
    const { outcome } = rejected(await scratch.check(book, { hiddenRows: 'drop' }));
    expect(outcome).toMatchObject({ code: 'file_empty' });
    expect(outcome.message).toContain('the spreadsheet shows none of its 1 row');
  });
});

describe('a quoted cell with contacts in it, as behind a quote that is not closed, is pointed out with its line', () => {
  it.each([
    ['up to a quote at the end of a line', '9845012345,"Asha\n9845012346,Ravi\n9845012347,TV 42"\n'],
    ['up to a quote before a space', '9845012345,"Asha\n9845012346,Ravi" \n'],
    ['with carriage returns', '9845012345,"Asha\r9845012346,Ravi"\r'],
    ['with doubled quotes', '9845012345,"Asha ""R\n9845012346,""Ravi""\n9845012347,Mira"\n'],
    ['with other marks in the number', '9845012345,"Asha\n+91 98450-12346,Ravi"\n'],
  ])('%s', async (_, rows) => {
    const { counts, notices } = accepted(await scratch.check(`PhoneNumber,Name\n${rows}`));
    expect(counts.rows).toBe(1);
    expect(notices).toEqual([
      { code: 'contacts_within_cells', message: expect.stringContaining('in 1 row (line 2)') as unknown },
    ]);
  });

  it.each([
    ['a city', 'Name,City,PhoneNumber\nAsha,"Pune,9845012345\nRavi,Goa 5",9845012346\n'],
    ['a name, the first cell', 'Name,PhoneNumber\n"Asha,9845012345\nRavi",9845012346\n'],
    [
      'a name, and two cells behind it',
      'Name,City,PhoneNumber\n"Asha,Pune,9845012345\nRavi 5",Pune,9845012346\n',
    ],
  ])('where the phone number stands behind the quote, before %s', async (_, file) => {
    expect(accepted(await scratch.check(file)).notices).toEqual([
      { code: 'contacts_within_cells', message: expect.stringContaining('in 1 row (line 2)') as unknown },
    ]);
  });

  it('not a phone number before a quote, or of two lines', async () => {
    const file =
      'Name,PhoneNumber,Address\nAsha,9845012345,"12, MG Road\nPune, 411001"\n"Ravi,\nMr",9845012346,\n';
    expect(accepted(await scratch.check(file)).notices).toEqual([]);
  });

  it.each([
    ['PhoneNumber,"Name\n9845012345,Asha\n9845012346,TV 42"\n9845012347,Ravi\n'],
    ['Name,"City\nAsha,Pune,9845012345\nRavi,42"" TV",PhoneNumber\nMira,Goa,9845012347\n'],
    ['PhoneNumber\t"Name\n9845012345\tAsha\n9845012346\tTV 42"\n9845012347\tRavi\n'],
  ])('and refused where it is the name of a column: %j', async (file) => {
    const { outcome } = rejected(await scratch.check(file));
    expect(outcome.code).toBe('file_not_a_contact_file');
    expect(outcome.message).toContain('a quote (") is opened in the header');
  });

  it('but not in a name of two lines', async () => {
    const file = '"Phone\nNumber","Name,\nas of 2026-11-28"\n9845012345,Asha\n';
    expect(accepted(await scratch.check(file)).counts.valid).toBe(1);
  });

  it.each([
    ['an address', '9845012345,"12, MG Road\nPune, 411001"'],
    ['a number by itself', '9845012345,"Asha\n9845012346"'],
    ['a number with a semicolon', '9845012345,"Asha\n9845012346; Ravi"'],
    ['a year', '9845012345,"since\n2019, in Pune"'],
  ])('not %s', async (_, row) => {
    expect(accepted(await scratch.check(`PhoneNumber,Name\n${row}\n`)).notices).toEqual([]);
  });

  it('that is in quotes as a whole', async () => {
    const file = 'PhoneNumber,Name\n"9845012345,Asha"\n9845012346,Ravi\n"9845012347, 9845012348"\n';
    expect(accepted(await scratch.check(file)).notices).toMatchObject([
      { code: 'contacts_within_cells', message: expect.stringContaining('in 1 row (line 2)') as unknown },
      { code: 'long_phone_numbers', message: expect.stringContaining('in 1 row (line 4)') as unknown },
    ]);
  });

  it('not in inline contacts, where each is one', async () => {
    const contacts = [
      { PhoneNumber: '9845012345', Name: 'Asha\n9845012346,Ravi' },
      { PhoneNumber: '9845012347, at home', Name: '' },
    ];
    expect(accepted(await scratch.checkContacts(contacts)).notices).toEqual([]);
  });
});

describe('a phone number that is sent and looks wrong', () => {
  it.each([
    ['12345', 'short_phone_numbers'],
    ['+91 12', 'short_phone_numbers'],
    ['000001', 'short_phone_numbers'],
    ['Grand Total 1234567', 'phone_numbers_of_words'],
    ['Total rows 2', 'short_phone_numbers'],
    ['End of report 20240105 for Asha Rao', 'phone_numbers_of_words'],
    ['9845012345, 9845012346', 'long_phone_numbers'],
    ['98450 12345 98450 12346', 'long_phone_numbers'],
    ['-9845012254', 'negative_phone_numbers'],
    ['2026-02-28', 'phone_numbers_like_dates'],
    ['28-2-2026', 'phone_numbers_like_dates'],
    ['12.31.2026', 'phone_numbers_like_dates'],
    ['Copyright (c) 2000-2024 example.com, inc. All rights reserved.', 'phone_numbers_of_words'],
  ])('as %s does is pointed out with its line', async (cell, code) => {
    const { counts, notices } = accepted(await scratch.check(`PhoneNumber\n9845012345\n\n"${cell}"\n`));
    expect(counts.valid).toBe(2);
    expect(notices).toEqual([{ code, message: expect.stringContaining('in 1 row (line 4)') as unknown }]);
  });

  it.each([
    '1234567',
    '0123456',
    '2345-6789',
    '20-45-2026',
    '2026 02 28',
    '00 91 98450 12345',
    '+91 98450 12345',
    '98450-12345 ext. 12',
    '(022) 2345 6789',
  ])('is not %s', async (cell) => {
    expect(accepted(await scratch.check(`PhoneNumber\n"${cell}"\n`)).notices).toEqual([]);
  });

  it('is counted in every row and named in the first three', async () => {
    const { notices } = accepted(await scratch.check(`PhoneNumber\n${'12\n'.repeat(5)}`));
    expect(notices[0]?.message).toContain('in 5 rows (lines 2, 3, 4 and 2 more)');
  });

  it('is no matter in a row that is left out', async () => {
    const checked = await scratch.check('PhoneNumber,Name\n98450,A\n98450,B\n', { duplicates: 'drop' });
    expect(accepted(checked).notices[0]?.message).toContain('in 1 row (line 2)');
  });
});

describe('a sheet that is visible and was not read is pointed out by its name, next to that of the one that was', () => {
  interface Sheet {
    readonly name: string;
    readonly rows: string;
    readonly state?: string;
  }
  const CONTACTS: Sheet = { name: 'Leads', rows: row(1, 'PhoneNumber') + row(2, '9845012345') };

  function bookOf(...sheets: Sheet[]): Promise<Buffer> {
    const parts = workbookParts(CONTACTS.rows);
    const tags = sheets.map(
      ({ name, state = 'visible' }, index) => `<sheet name="${name}" state="${state}" r:id="s${index}"/>`,
    );
    const relations = sheets.map(
      (_, index) => `<Relationship Id="s${index}" Type="x/worksheet" Target="worksheets/s${index}.xml"/>`,
    );
    return zipOf({
      ...parts,
      'xl/workbook.xml': `<workbook xmlns:r="x"><sheets>${tags.join('')}</sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': `<Relationships>${relations.join('')}</Relationships>`,
      ...Object.fromEntries(
        sheets.map(({ rows }, index) => [
          `xl/worksheets/s${index}.xml`,
          `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
        ]),
      ),
    });
  }

  it('where it has rows', async () => {
    const pune = { ...CONTACTS, name: 'Pune &amp; Co' };
    const { notices } = accepted(await scratch.check(await bookOf(CONTACTS, pune)));
    expect(notices).toEqual([
      {
        code: 'other_sheets',
        message:
          'Only the sheet "Leads", the first that is visible, was read. "Pune & Co" has rows, too: save a sheet as a file of its own to send it.',
      },
    ]);
  });

  it.each([
    ['begins with a title', { name: 'Cover', rows: row(1, 'Leads of March') }, 'phone_number_column_missing'],
    ['is empty', { name: 'Sheet1', rows: '' }, 'file_empty'],
    ['has a header alone', { name: 'Sheet1', rows: row(1, 'PhoneNumber') }, 'file_empty'],
  ])('also where the first sheet %s and is refused', async (_, first, code) => {
    const { outcome, notices } = rejected(await scratch.check(await bookOf(first, CONTACTS)));
    expect(outcome.code).toBe(code);
    expect(notices[0]?.message).toContain(`Only the sheet "${first.name}"`);
    expect(notices[0]?.message).toContain('"Leads" has rows');
  });

  it.each([
    ['hidden', { ...CONTACTS, name: 'Old', state: 'veryHidden' }],
    ['empty', { name: 'Sheet2', rows: '<row r="1"><c r="A1" s="1"/></row>' }],
    ['damaged', { name: 'Sheet2', rows: '<row r="x"/>' }],
  ])('but not one that is %s', async (_, other) => {
    const checked = accepted(await scratch.check(await bookOf(CONTACTS, other)));
    expect(checked.notices).toEqual([]);
    expect(checked.counts.valid).toBe(1);
  });
});

it('a cell whose formula has no result in the file is counted and pointed out', async () => {
  const contact = (line: number) =>
    `<row r="${line}"><c r="A${line}"><v>984501234${line}</v></c><c r="B${line}"><f>Names!A${line}</f><v/></c></row>`;
  const file = await zipOf(workbookParts(row(1, 'PhoneNumber') + contact(2) + contact(3)));
  const { notices } = accepted(await scratch.check(file));
  expect(notices).toEqual([
    { code: 'formulas_without_results', message: expect.stringMatching(/^2 cells hold formulas/) as unknown },
  ]);
});
