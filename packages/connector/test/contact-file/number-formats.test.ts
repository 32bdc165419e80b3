import { accepted, createScratch, readRows, rejected, type Scratch } from './checking';
import { HEADER, row, text } from './sheet-xml';
import { formatted, STYLED, workbookParts, zipOf } from './workbook';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await createScratch();
});
afterAll(() => scratch.remove());

async function shownIn(code: string, cell: string): Promise<string> {
  return (await readRows(await scratch.file(await formatted(code, cell))))[1]![0]!;
}

describe('a phone number that the spreadsheet does not hold is refused:', () => {
  it.each([
    ['a date', '<c r="A2" s="1"><v>45000</v></c>', 'is a date'],
    ['a time', '<c r="A2" s="1"><v>0.5</v></c>', 'is a date'],
    ['a date as text', '<c r="A2" t="d"><v>2026-02-28T00:00:00</v></c>', 'is a date'],
    ['a formula without its result', '<c r="A2"><f>Sheet2!A2</f></c>', 'is a formula'],
    ['a formula with an empty result', '<c r="A2"><f>Sheet2!A2</f><v></v></c>', 'is a formula'],
    ['a shared formula', '<c r="A2"><f t="shared" si="0"/><v/></c>', 'is a formula'],
    ['a text formula without its result', '<c r="A2" t="str"><f>Sheet2!A2</f></c>', 'is a formula'],
    ['a formula of a shared text without its result', '<c r="A2" t="s"><f>Sheet2!A2</f></c>', 'is a formula'],
    ['a boolean formula with an empty result', '<c r="A2" t="b"><f>A3=1</f><v/></c>', 'is a formula'],
    ['a formula of an own text without its result', '<c r="A2" t="inlineStr"><f>B9</f></c>', 'is a formula'],
    ['a number with decimals', '<c r="A2"><v>98450.1234</v></c>', 'has decimals'],
    ['a whole number with decimals', '<c r="A2"><v>9845012345.25</v></c>', 'has decimals'],
    ['a number below zero', '<c r="A2"><f>+91-9845012345</f><v>-9845012254</v></c>', 'below zero'],
  ])('%s', async (_, cell, says) => {
    for (const others of ['', text('B2', 'Asha')]) {
      const checked = rejected(await scratch.check(await formatted('dd-mm-yyyy', cell + others)));
      expect(checked.problems).toMatchObject([{ row: 1, line: 2, code: 'invalid_phone_number' }]);
      expect(checked.problems[0]!.message).toContain(says);
    }
  });

  it('where rows are out of order, too', async () => {
    const rows = row(2, '<c r="A2"><f>Sheet2!A2</f></c>') + HEADER + row(3, text('A3', '98765'));
    const checked = rejected(await scratch.check(await zipOf(workbookParts(rows))));
    expect(checked.problems).toMatchObject([{ row: 1, line: 2 }]);
  });

  it('a number is whole that differs from one by what a spreadsheet cannot show', async () => {
    const file = await formatted('0', '<c r="A2"><v>9845012345.0000001</v></c>');
    expect(accepted(await scratch.check(file)).counts.valid).toBe(1);
  });

  it('rows of text formulas without results are not passed over', async () => {
    const formula = (at: string) => `<c r="${at}" t="str"><f>Sheet2!${at}</f></c>`;
    const rows =
      HEADER +
      row(2, text('A2', '9845012345')) +
      row(3, formula('A3'), formula('B3')) +
      row(4, formula('A4'));
    const checked = rejected(await scratch.check(await zipOf(workbookParts(rows))));
    expect(checked.counts).toMatchObject({ rows: 3, invalid: 2 });
  });

  it('but a number that is no date is one, whatever its format, and an empty text of a formula is no row', async () => {
    expect(await shownIn('dd-mm-yyyy', '<c r="A2" s="1"><v>9845012345</v></c>')).toBe('9845012345');
    const empty = row(3, '<c r="A3" t="str"><f>IF(B3="","",B3)</f><v></v></c>');
    const file = await formatted('dd-mm-yyyy', `<c r="A2" s="1"><v>9845012345</v></c></row>${empty}<row>`);
    expect(accepted(await scratch.check(file)).counts).toMatchObject({ rows: 1, valid: 1 });
  });
});

describe('a phone number that a spreadsheet read from scientific notation has lost its digits', () => {
  it.each([
    ['0.00E+00', '919877000000'],
    ['0.00E+00', '9.19877E11'],
    ['##0.0E+0', '919877000000'],
    ['0E+00', '9000000000'],
    ['[Red]0.00E+00', '919877000000'],
    ['0.00E+00_)', '919877000000'],
    ['0.00E+00;-0.00E+00', '919877000000'],
    ['0.0E+0;@', '919877000000'],
    ['0.00E-00', '919877000000'],
    ['_ * 0.00E+00_ ', '919877000000'],
    ['"+91 "0.00E+00', '919877000000'],
    ['0.000000E+00', '919876500000'],
  ])('in the format %s: %s', async (code, stored) => {
    const file = await formatted(code, `<c r="A2" s="1"><v>${stored}</v></c>`);
    expect(rejected(await scratch.check(file)).problems[0]?.message).toContain('scientific notation');
  });

  it('in the built-in format of Excel', async () => {
    const file = await zipOf({
      ...workbookParts(HEADER + row(2, '<c r="A2" s="1"><v>919877000000</v></c>')),
      'xl/styles.xml': '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="11"/></cellXfs></styleSheet>',
      'xl/_rels/workbook.xml.rels': STYLED,
    });
    expect(rejected(await scratch.check(file)).problems[0]?.message).toContain('scientific notation');
  });

  it.each([
    ['0.00E+00', '919876543210'],
    ['0', '919877000000'],
    ['General', '999999999999999'],
  ])('but not one that is whole: %s of %s', async (code, stored) => {
    const file = await formatted(code, `<c r="A2" s="1"><v>${stored}</v></c>`);
    expect(accepted(await scratch.check(file)).counts.valid).toBe(1);
  });
});

describe('a phone number is what its number format shows', () => {
  it.each([
    ['"+1 "\\(000\\)\\ 000\\-0000', '3108207129', '+1 (310) 820-7129'],
    ['"+91 "0', '9845012345', '+91 9845012345'],
    ['+91 ##########', '9845012345', '+91 9845012345'],
    ['\\+\\9\\1General', '9845012345', '+919845012345'],
    ['00000000000', '9845012345', '09845012345'],
    ['0### ### ###', '412345678', '0412 345 678'],
    ['0#" "##" "##" "##" "##', '612345678', '06 12 34 56 78'],
    ['0##########', '7700900123', '07700900123'],
    ['#\\ ##0', '9845012345', '9845012345'],
    ['(000) 000-0000', '3108207129', '(310) 820-7129'],
    ['[<=9999999]###-####;(###) ###-####', '3108207129', '(310) 820-7129'],
    ['[<=9999999]###-####;(###) ###-####', '8207129', '820-7129'],
    ['[>9999999999]"+"0;[Red]"+91"0', '9845012345', '+919845012345'],
    ['[$-4009]"+91 "00000\\ 00000', '9845012345', '+91 98450 12345'],
    ['[$+91-4009]\\ 0', '9845012345', '+91 9845012345'],
    ['_("+44 "0_)', '2079460000', '+44 2079460000'],
    ['* "0"0', '9845012345', '09845012345'],
    ['"+91"\\-00000\\-00000', '9845012345', '+91-98450-12345'],
    ['\\+0', '919845012345', '+919845012345'],
    ['"+91 " #####\\ #####', '9845012345', '+91  98450 12345'],
    ['[>9999999999]\\+##\\ ##########;[>999999]0##########;General', '919845012345', '+91 9845012345'],
    ['[<=99999999]"+91 22 "0;"+91 "0', '23456789', '+91 22 23456789'],
    ['[Blue][$-F800]"+91 "0;[Red]-0;;@', '9845012345', '+91 9845012345'],
    ['[$-409]"("000")" 000-0000', '3108207129', '(310) 820-7129'],
    ['[DBNum1][$-804]General', '9845012345', '9845012345'],
    ['"Tel "0', '9845012345', '9845012345'],
    ['_-* "+91" 0_-;-* 0_-', '9845012345', '+91 9845012345'],
    ['0" "', '9845012345', '9845012345'],
    ['"+91 "0;-0;0;@', '9845012345', '+91 9845012345'],
    ['0', '9845012345', '9845012345'],
    ['#,##0.00', '9845012345', '9845012345'],
    ['[$₹-4009] #,##0', '9845012345', '9845012345'],
    ['"+91 "#,##0', '9845012345', '+91 9845012345'],
    ['\\+91\\ 0,000.00', '9845012345', '+91 9845012345'],
    ['"+1 "###,###,####', '3108207129', '+1 3108207129'],
    ['_(* "+91" #,##0_)', '9845012345', '+91 9845012345'],
    ['"+91 "0E+00', '9845012345', '+91 9845012345'],
    ['"0"#,##0', '9845012345', '09845012345'],
    ['"+"0.0', '12.5', '12.5'],
    ['"+"0.0', '1250', '1250'],
    ['"+91 "0,', '9845012345', '9845012345'],
    ['0.00" m2"', '9845012', '9845012'],
    ['"+91\u00a0"0', '9845012345', '+91 9845012345'],
    ['"+"#\u202f###\u202f###\u202f###', '9845012345', '+9 845 012 345'],
    ['"+"0%', '0.5', '0.5'],
    ['"+91"@', '919845012345', '919845012345'],
    ['"+91 "0;@', '9845012345', '+91 9845012345'],
    [`"+"${'0'.repeat(300)}`, '9845012345', '9845012345'],
    ['0.00E+00', '9845012345', '9845012345'],
    ['0%', '9845012345', '9845012345'],
    ['0.0', '1.25', '1.25'],
    ['yyyy-mm-dd', '45000', '2023-03-15'],
  ])('%s of %s: %s', async (code, stored, shown) => {
    expect(await shownIn(code, `<c r="A2" s="1"><v>${stored}</v></c>`)).toBe(shown);
  });

  it('where the formats are listed behind the styles, and those of conditional formats behind them', async () => {
    const file = await zipOf({
      ...workbookParts(HEADER + row(2, '<c r="A2" s="1"><v>9845012345</v></c>')),
      'xl/styles.xml':
        '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs><numFmts><numFmt numFmtId="164" formatCode="\\+\\9\\1\\ 0"/></numFmts><dxfs><dxf><numFmt numFmtId="164" formatCode="0"/></dxf><dxf><numFmt numFmtId="164" formatCode="0"/></dxf></dxfs></styleSheet>',
      'xl/_rels/workbook.xml.rels': STYLED,
    });
    expect((await readRows(await scratch.file(file)))[1]![0]).toBe('+91 9845012345');
  });

  it.each([
    ['"+91 "@', '+91 98450-12345'],
    ['0;-0;0;"+91 "@', '+91 98450-12345'],
    ['"tel. "@', '98450-12345'],
    ['@', '98450-12345'],
  ])('of a text, too: %s', async (code, shown) => {
    expect(await shownIn(code, '<c r="A2" s="1" t="inlineStr"><is><t>98450-12345</t></is></c>')).toBe(shown);
  });
});
