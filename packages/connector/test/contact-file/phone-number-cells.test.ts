import { accepted, createScratch, rejected, type Scratch } from './checking';
import { HEADER as SHEET_HEADER, row, text } from './sheet-xml';
import { workbookParts, zipOf } from './workbook';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await createScratch();
});
afterAll(() => scratch.remove());

describe('a phone number that looks right and is refused says what is wrong with it:', () => {
  it.each([
    ['98450\u201312345', 'U+2013'],
    ['98450\u201112345', 'U+2011'],
    ["'9845012345", "' (U+0027)"],
    ['="9845012345"', '= (U+003D), " (U+0022): write it without.'],
    ['tel:9845012345', ': (U+003A)'],
    ['\uff0b919845012345', 'U+FF0B'],
    ['९८४५०१२३४५', 'digits of another script: write them as 0 to 9'],
    ['٩٨٤٥٠١٢٣٤٥', 'digits of another script'],
    ['９８４５０１２３４５', 'digits of another script'],
    ['98450१२३४५', 'digits of another script'],
  ])('%s', async (cell, says) => {
    const content = `PhoneNumber,Name\n"${cell.replaceAll('"', '""')}",Asha\n`;
    const { problems } = rejected(await scratch.check(content));
    expect(problems).toMatchObject([{ line: 2, code: 'invalid_phone_number' }]);
    expect(problems[0]!.message).toMatch(/^The phone number holds a character that Ozonetel refuses/);
    expect(problems[0]!.message).toContain(says);
  });

  it('and tells nothing of its letters and digits', async () => {
    const { problems } = rejected(await scratch.check('PhoneNumber,Name\nआशा/98450१२३४५,Asha\n'));
    expect(problems[0]!.message).not.toMatch(/[आश१-५]|98450/);
  });
});

describe('a phone number in scientific notation has lost its digits:', () => {
  it.each([
    '9.19877E+11',
    '9.19877e+11',
    '9.19877E+11'.padEnd(80),
    '9.19877E+11'.padStart(100),
    `9.19877E+11 (${'number of the father, call after six '.repeat(3)})`,
    '9,19877E+11',
    '9.19877e11',
    '9.19877E11',
    '+9.19E+11',
    '9E11',
    '9e+11',
    ' 9.19E+11 ',
    '\u00a09.19E+11\u00a0',
    '9.19877E+011',
    '9.19877e+0011',
    '9\u202f198.77E\u22120000008',
    '１.9E+11',
    '9.19877 E+11',
    '9.19877E +11',
    "'9.19877E+11",
    '="9.19877E+11"',
    '9.19877×10^11',
    '9.19877x10^11',
    '9.19877 × 10¹¹',
    '91.9877E+10',
    '9.198.770E+8',
    '-9.19E+11',
    '.919877E12',
    '9.1E-5',
    '(9.19877E+11)',
    '9.19877E+11 (home)',
    '9.2E+11, 9.3E+11',
    '9.19877E11.',
    'Tel 9E+11',
    '9.19877E+11 9845012345',
    '9.19877D+11',
    '9.19877E\u221211',
  ])('%s', async (cell) => {
    const quoted = `"${cell.replaceAll('"', '""')}"`;
    const written = /[,"]|^\s/.test(cell) ? [quoted] : [cell, quoted];
    for (const phoneNumber of written) {
      const checked = rejected(await scratch.check(`PhoneNumber,Name\n${phoneNumber},Asha\n`));
      expect(checked.problems).toMatchObject([
        { row: 1, column: 'PhoneNumber', code: 'invalid_phone_number' },
      ]);
      expect(checked.problems[0]!.message).toContain('scientific notation');
    }
  });

  it('a cell of another column, or a phone number with letters, is not taken for scientific notation', async () => {
    const checked = await scratch.check(
      'PhoneNumber,Name,AgentId,Code\n+91 98450 12345 ext 9,12E4 Street,1E5,9.19E+11\n98450e,x,12E4,0\nE98450,x,y,z\n',
    );
    expect(accepted(checked).counts).toMatchObject({ rows: 3, valid: 3 });
  });

  it('scientific notation is refused in inline contacts and under other headers for the phone number', async () => {
    const inline = rejected(await scratch.checkContacts([{ PhoneNumber: '9.19877E+11' }]));
    expect(inline.problems[0]!.message).toContain('scientific notation');
    const mapped = rejected(
      await scratch.check('Mobile;Name\n9,19877E+11;Asha\n', { columns: { Mobile: 'PhoneNumber' } }),
    );
    expect(mapped.problems[0]!.message).toContain('scientific notation');
  });
});

it.each(['9845012345.0', '919845012345.00', '9845012345,0', '9,845,012,345.00'])(
  'a phone number with decimals is refused, quoted or not, as text in .xlsx, and inline: %s',
  async (cell) => {
    const files = [
      `PhoneNumber;Name\n${cell};Asha\n`,
      `PhoneNumber,Name\n"${cell}",Asha\n`,
      await zipOf(workbookParts(SHEET_HEADER + row(2, text('A2', cell), text('B2', 'Asha')))),
    ];
    const checks = await Promise.all(files.map((file) => scratch.check(file)));
    for (const checked of [...checks, await scratch.checkContacts([{ PhoneNumber: cell }])]) {
      expect(rejected(checked).problems).toMatchObject([
        { row: 1, code: 'invalid_phone_number', message: expect.stringContaining('decimals') as unknown },
      ]);
    }
  },
);
