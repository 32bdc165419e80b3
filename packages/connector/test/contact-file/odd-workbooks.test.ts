import { utils, write } from 'xlsx';
import {
  accepted,
  createScratch,
  readRows,
  rejected,
  type Scratch,
  sent,
  sentBytes,
  sentFile,
} from './checking';
import { HEADER, row, TABLE, text } from './sheet-xml';
import { formatted, workbookParts, zipOf } from './workbook';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await createScratch();
});
afterAll(() => scratch.remove());

async function rowsOf(sheetData: string, strings = ''): Promise<string[][]> {
  return readRows(await scratch.file(await zipOf(workbookParts(sheetData, strings))));
}

async function refusalOf(sheetData: string): Promise<string> {
  return rejected(await scratch.check(await zipOf(workbookParts(sheetData)))).outcome.message;
}

describe('cells and rows of a sheet are placed by their references where they stand', () => {
  it.each([
    ['cells in another order', HEADER + row(2, text('B2', 'Asha'), text('A2', '98765'))],
    ['rows in another order', row(2, text('A2', '98765'), text('B2', 'Asha')) + HEADER],
    [
      'column by column',
      row(1, text('A1', 'PhoneNumber')) +
        row(2, text('A2', '98765')) +
        row(1, text('B1', 'Name')) +
        row(2, text('B2', 'Asha')),
    ],
    ['in one row that is split', HEADER + row(2, text('B2', 'Asha')) + row(2, text('A2', '98765'))],
    [
      'in rows without numbers',
      `<row>${text('A2', '98765')}${text('B2', 'Asha')}</row><row>${text('B1', 'Name')}${text('A1', 'PhoneNumber')}</row>`,
    ],
    [
      'twice with the same value',
      HEADER +
        row(2, text('A2', '98765'), text('B2', 'Asha'), text('A2', '98765')) +
        row(1, text('A1', 'PhoneNumber')),
    ],
    [
      'with signs of absolute references',
      HEADER + row(2, text('$B$2', 'Asha'), text('$A2', '98765')) + row(1),
    ],
    [
      'where some are missing',
      `<row>${text('A1', 'PhoneNumber')}<c t="inlineStr"><is><t>Name</t></is></c></row><row spans="5:9"><c t="str"><v>98765</v></c>${text('B2', 'Asha')}</row>`,
    ],
    [
      'from row 0 on',
      row(0, text('A0', 'PhoneNumber'), text('B0', 'Name')) + row(1, text('A1', '98765'), text('B1', 'Asha')),
    ],
    [
      'in two lists of rows',
      `${HEADER}</sheetData><sheetData>${row(2, text('A2', '98765'), text('B2', 'Asha'))}`,
    ],
    [
      'in a list of rows behind an empty one',
      `</sheetData><sheetData/><cols/><sheetData>${HEADER}${row(2, text('A2', '98765'), text('B2', 'Asha'))}`,
    ],
    [
      'around extensions',
      `${row(1, text('A1', 'PhoneNumber'), text('B1', 'Name'), '<extLst><ext><row/></ext></extLst>')}<extLst><ext></ext></extLst>${row(2, text('A2', '98765'), text('B2', 'Asha'))}`,
    ],
    [
      'in a row that is there again, empty',
      HEADER + row(2, text('A2', '98765'), text('B2', 'Asha')) + row(2) + row(1, '<c r="A1"/>'),
    ],
    [
      'padded and with small letters',
      `<row r = " 1 ">${text(' a1 ', 'PhoneNumber')}${text('b1\n', 'Name')}</row><row\n r='2' >${text('B2', 'Asha')}${text('A2', '98765')}</row>`,
    ],
  ])('%s', async (_, sheetData) => {
    expect(await rowsOf(sheetData)).toEqual(TABLE);
    const checked = await scratch.check(await zipOf(workbookParts(sheetData)), { format: 'csv' });
    expect(await sent(checked)).toBe('PhoneNumber,Name\r\n98765,Asha\r\n');
  });

  it('with many rows from the last to the first, and they are written anew', async () => {
    const numbers = Array.from({ length: 5_000 }, (_, index) => 5_001 - index);
    const rows = numbers.map((number) => row(number, text(`A${number}`, `98${number}`)));
    const file = await zipOf(workbookParts([...rows, row(1, text('A1', 'PhoneNumber'))].join('')));
    const checked = accepted(await scratch.check(file));
    expect(checked.counts.valid).toBe(5_000);
    const again = await readRows(sentFile(checked));
    expect(again.slice(0, 2)).toEqual([['PhoneNumber'], ['982']]);
    expect((await sentBytes(checked)).equals(file)).toBe(false);
  });

  it.each([
    ['in one row', HEADER + row(2, text('A2', '98765'), text('A2', '98766')), 'two different values'],
    [
      'in a split row',
      HEADER + row(2, text('A2', '98765')) + row(2, text('A2', '98766')),
      'two different values',
    ],
    ['with a reference of rows and columns', HEADER + row(2, text('R2C1', '98765')), 'cannot be read'],
    ['with a reference to a range', HEADER + row(2, text('A2:B2', '98765')), 'cannot be read'],
    ['with a column and no row', HEADER + row(2, text('A-2', '98765')), 'cannot be read'],
    ['in a row without a whole number', `${HEADER}<row r="2.5">${text('A2', '98765')}</row>`, 'after line 1'],
    ['in a row of no number', `<row r="first">${text('A1', 'PhoneNumber')}</row>`, 'at the beginning'],
    ['beyond the last column', HEADER + row(2, text('XFE2', '98765')), 'outside the sheet'],
    ['beyond the last row', HEADER + row(1_048_577, text('A1048577', '98765')), 'outside the sheet'],
    [
      'in another row than its element',
      HEADER + row(2, text('A2', '98765'), text('B3', 'Asha')),
      'another row',
    ],
  ])('or are refused, where a cell has two values or places: %s', async (_, sheetData, says) => {
    expect(await refusalOf(sheetData)).toContain(says);
  });

  it('or are refused, where there are more rows than can be sorted in memory', async () => {
    const numbers = Array.from({ length: 150_000 }, (_, index) => 150_001 - index);
    const rows = numbers.map((number) => `<row r="${number}"><c r="A${number}"><v>${number}</v></c></row>`);
    expect(await refusalOf(rows.join(''))).toContain('too many to sort');
  });
});

describe('a cell means what its spreadsheet means by it', () => {
  it.each([
    ['<c t="b"><v>true</v></c>', 'TRUE'],
    ['<c t="b"><v>TRUE</v></c>', 'TRUE'],
    ['<c t="b"><v>\n1\n</v></c>', 'TRUE'],
    ['<c t="b"><v>\n False </v></c>', 'FALSE'],
    ['<c t="b"><v><![CDATA[1]]></v></c>', 'TRUE'],
    ['<c t=" b "><v>&#49;</v></c>', 'TRUE'],
    ['<c t="b"><v>1.0</v></c>', 'TRUE'],
    ['<c t="b"><v>-1</v></c>', 'TRUE'],
    ['<c t="b"><v>00</v></c>', 'FALSE'],
    ['<c t="B"><v>1</v></c>', 'TRUE'],
    ['<c t="b"><v>\u200btrue\u00a0</v></c>', 'TRUE'],
    ['<c t="b"><f>A1=1</f><v xml:space="preserve"> true </v></c>', 'TRUE'],
    ['<c t="b"><v>fAlSe</v></c>', 'FALSE'],
    ['<c t="b"><v>_x0031_</v></c>', 'TRUE'],
    ['<c t="b"><v>maybe</v></c>', 'maybe'],
    ['<c t="S"><v>1</v></c>', 'Ravi'],
    ['<c t="s"><v>\t01\r\n</v></c>', 'Ravi'],
    ['<c t="s"><v xml:space="preserve"> 1 </v></c>', 'Ravi'],
    ['<c t="inlineStr"><is>\n<t>\n  Asha Rao\n  </t>\n</is></c>', 'Asha Rao'],
    ['<c t="inlineStr"><is><t xml:space="preserve">\n Asha</t></is></c>', '\n Asha'],
    ['<c t="inlineStr"><is><t> Asha </t></is></c>', ' Asha '],
    ['<c t="inlineStr"><is><t>\n<![CDATA[ Asha\nRao]]>\n</t></is></c>', ' Asha\nRao'],
    ['<c t="inlineStr"><is><t>Asha&#10;</t></is></c>', 'Asha\n'],
    ['<c t="str"><v>\n\t98\r\n</v></c>', '98'],
    ['<c t="s"><v>2</v></c>', 'Mira'],
    ['<c t="s"><v>\n  1\n</v></c>', 'Ravi'],
    ['<c t = "s" ><v>1</v></c>', 'Ravi'],
    ["<c\tt='s\n'><v><![CDATA[1]]></v></c>", 'Ravi'],
    ['<c t="s"><v><!-- second -->1</v></c>', 'Ravi'],
    ['<c><v>\n 1.50\n</v></c>', '1.5'],
    ['<c><v>1e2</v></c>', '100'],
    ['<c><v>0x1F</v></c>', '0x1F'],
    ['<c><v>0b101</v></c>', '0b101'],
    ['<c t="s"><v>1.0</v></c>', 'Ravi'],
    ['<c t="s"><v>+1.</v></c>', 'Ravi'],
    ['<c t="s"><v><![CDATA[1.00]]></v></c>', 'Ravi'],
    ['<c t="d"><v>2026-02-28</v></c>', '2026-02-28'],
    ['<c t="d"><v>2026-02-28T00:00:00.000</v></c>', '2026-02-28'],
    ['<c t="d"><v>2026-02-28T13:05:00Z</v></c>', '2026-02-28 13:05:00'],
    ['<c t="d"><v>13:05:00</v></c>', '13:05:00'],
    ['<c t="d"><v>2026-02-28T13:05:00+05:30</v></c>', '2026-02-28T13:05:00+05:30'],
    ['<c t="n"><v>9<!-- -->8</v></c>', '98'],
    ['<c t="n "><v><![CDATA[ 9.8E1 ]]></v></c>', '98'],
    ['<c><v>98</v><extLst><ext uri="u"><x:v>1</x:v></ext></extLst></c>', '98'],
    ['<c t="inlineStr"><is><t>Asha</t><extLst><ext><t>1</t></ext></extLst></is></c>', 'Asha'],
    ['<c t="inlineStr"><is><t>As<b>ha</b> Rao</t></is></c>', 'Asha Rao'],
    ['<c t="s"><v>3</v></c>', 'Tara'],
  ])('%s shows %s', async (cell, shown) => {
    const strings =
      '<si><t>Asha</t></si><si><t>Ravi</t></si><si>\n<t>\n  Mira\n</t>\n</si><si><r><rPr><b></b></rPr><t>Ta</t></r><rPh sb="0" eb="1"><r><t>x</t></r></rPh><r><t>ra</t></r></si>';
    const sheet = `${HEADER}<row r="2">${text('A2', '98765')}${cell}</row>`;
    expect((await rowsOf(sheet, strings))[1]).toEqual(['98765', shown]);
  });

  it('a reference or a style may be written as a decimal number', async () => {
    const sheet = `${HEADER}<row r="2.0"><c r="A2" t="str"><v>98765</v></c><c r="B2.0" t="str"><v>Asha</v></c></row>`;
    expect(await rowsOf(sheet)).toEqual(TABLE);
    expect(
      (
        await readRows(
          await scratch.file(await formatted('"+91 "0', '<c r="A2" s="1.0"><v>9845012345</v></c>')),
        )
      )[1],
    ).toEqual(['+91 9845012345']);
  });

  it.each(['\u200b', '\u202a\u202c', '\ufeff', '\u00ad', '&#x200B;', '<![CDATA[\u2060]]>', '\u007f'])(
    'a row of nothing but characters that nobody sees is none: %j',
    async (unseen) => {
      const strings = `<si><t>${unseen.replace(/<!\[CDATA\[(.*)\]\]>/, '$1')}</t></si>`;
      const blank = row(2, text('A2', unseen), '<c r="B2" t="s"><v>0</v></c>');
      expect(await rowsOf(HEADER + blank + row(3, text('A3', '98765'), text('B3', 'Asha')), strings)).toEqual(
        TABLE,
      );
    },
  );
});

it.each(['1', '-1', 'abc', '4294967296'])(
  'a cell that refers to a shared text which is not there is named by its line: %s',
  async (index) => {
    const strings = '<si><t>98765</t></si>';
    const sheet = HEADER + row(7, `<c r="A7" t="s"><v>${index}</v></c>`);
    const { outcome } = rejected(await scratch.check(await zipOf(workbookParts(sheet, strings))));
    expect(outcome.message).toContain(
      'in line 7 of its sheet a cell refers to a text that is not in the file',
    );
    expect(outcome.message).toContain('save it again');
  },
);

it('a workbook that other readers might not read is sent as one that they do', async () => {
  const plain = workbookParts(HEADER + row(2, text('A2', '98765'), text('B2', 'Asha')));
  const sheet = (cell: string) => ({
    ...workbookParts(HEADER + row(2, text('A2', '98765'), cell), '<si><t>\nAsha</t></si>'),
  });
  const odd = [
    Object.fromEntries(Object.entries(plain).map(([name, part]) => [`/${name}`, part])),
    {
      ...plain,
      'xl/worksheets/sheet1.xml': Buffer.from(
        `\ufeff${plain['xl/worksheets/sheet1.xml']!.toString()}`,
        'utf16le',
      ),
    },
    sheet('<c r="B2" t="b"><v>true</v></c>'),
    sheet('<c r="B2"><v> 1 </v></c>'),
    sheet('<c r="B2" t="s"><v>0.0</v></c>'),
    sheet('<c r="B2.0" t="str"><v>Asha</v></c>'),
    sheet('<c r="B2" t="inlineStr"><is><t>\nAsha\n</t></is></c>'),
    sheet('<c r="B2" t="s"><v>0</v></c>'),
    Object.fromEntries(
      Object.entries(plain).map(([name, part]) => [name.replace('sheet1', 'sheet%31'), part]),
    ),
    { ...plain, '/xl/workbook.xml': plain['xl/workbook.xml']! },
    sheet('</row></sheetData><sheetData><row>'),
  ];
  const files = await Promise.all([plain, ...odd].map((parts) => zipOf(parts)));
  const sentAsTheyAre = await Promise.all(
    files.map(async (file) => file.equals(await sentBytes(await scratch.check(file)))),
  );
  expect(sentAsTheyAre).toEqual([true, ...odd.map(() => false)]);
});

it.each([
  ['an inline text as a value', '<c r="A2" t="inlineStr"><v>98765</v></c>'],
  ['a text of a formula inline', '<c r="A2" t="str"><is><t>98765</t></is></c>'],
  ['a text without a type inline', '<c r="A2"><is><r><t>987</t></r><r><t>65</t></r></is></c>'],
  ['a shared text inline', '<c r="A2" t="s"><v/><is><t>98765</t></is></c>'],
])('%s is read, and written as other readers expect it', async (_, cell) => {
  const sheet = HEADER + row(2, cell, text('B2', 'Asha'));
  expect(await rowsOf(sheet)).toEqual(TABLE);
  const file = await zipOf(workbookParts(sheet));
  expect(file.equals(await sentBytes(await scratch.check(file)))).toBe(false);
});

it('a binary workbook is refused by its name, with what to do', async () => {
  const sheet = utils.aoa_to_sheet([['PhoneNumber'], ['9876543210']]);
  const binary = write(utils.book_new(sheet), { type: 'buffer', bookType: 'xlsb' }) as Buffer;
  expect(rejected(await scratch.check(binary)).outcome.message).toContain('save it as .xlsx or CSV');
});
