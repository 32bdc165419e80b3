import { createScratch, rejected, rejectedCsv, type Scratch } from './checking';
import { workbookParts, zipOf } from './workbook';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await createScratch();
});
afterAll(() => scratch.remove());

/** Row and line of each problem. */
async function placesOf(content: string | Buffer): Promise<unknown[]> {
  const { problems } = rejected(await scratch.check(content));
  return problems.map(({ row, line }) => [row, line]);
}

describe('the line of a row in a CSV file', () => {
  it.each<[string, string | Buffer, unknown[]]>([
    ['counts the header', 'PhoneNumber\n98\n#\n', [[2, 3]]],
    ['counts blank lines, also before the header', '\n\nPhoneNumber\n\n#\n98\n ,\n#\n', [[1, 5], [3, 8]]], // prettier-ignore
    ['counts each line of a quoted cell', 'PhoneNumber,Note\n98,"a\nb\r\nc\rd"\n#,x\n', [[2, 6]]],
    ['counts each line of a quoted header', '"Phone\nNumber",Note\n#,x\n', [[1, 3]]],
    ['is the first of a row that spans several', 'PhoneNumber,Note\n#,"a\n\nb"\n#,x\n', [[1, 2], [2, 5]]], // prettier-ignore
    ['counts the line sep=;', 'sep=;\r\nPhoneNumber;Name\r\n98;A\r\n#;B\r\n', [[2, 4]]],
    ['counts carriage returns alone', 'PhoneNumber\r98\r\r#', [[2, 4]]],
    ['counts in UTF-16', Buffer.from('\uFEFFPhoneNumber\r\n98\r\n\r\n#\r\n', 'utf16le'), [[2, 4]]],
    ['does not count byte order marks', '\uFEFF\uFEFFPhoneNumber\n\uFEFF98\n#\n', [[2, 3]]],
  ])('%s', async (_, content, places) => {
    expect(await placesOf(content)).toEqual(places);
  });

  it('is right however far into the file the row is', async () => {
    const rows = Array.from(
      { length: 40_000 },
      (_, index) => `98450${10_000 + index},"line one\nline two"\r\n`,
    );
    const content = `PhoneNumber,Note\r\n${rows.join('')}#,end\r\n`;
    expect(await placesOf(content)).toEqual([[40_001, 80_002]]);
  });
});

describe('the line of a row in a workbook', () => {
  it('is its number in the spreadsheet, whatever rows are left empty', async () => {
    const sheet = `<row r="3"><c r="A3" t="inlineStr"><is><t>PhoneNumber</t></is></c></row><row r="7"><c r="A7" t="inlineStr"><is><t>#</t></is></c></row>`;
    expect(await placesOf(await zipOf(workbookParts(sheet)))).toEqual([[1, 7]]);
  });

  it('is the same where rows are out of order', async () => {
    const sheet = `<row r="9"><c r="A9" t="inlineStr"><is><t>#</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>PhoneNumber</t></is></c></row>`;
    expect(await placesOf(await zipOf(workbookParts(sheet)))).toEqual([[1, 9]]);
  });
});

describe('the line of an inline contact', () => {
  it('is its place in the list, counted as behind a header', async () => {
    const contacts = [{ PhoneNumber: '98', Note: 'a\nb' }, { PhoneNumber: ' ' }, { PhoneNumber: '#' }];
    const { problems } = rejected(await scratch.checkContacts(contacts));
    expect(problems).toMatchObject([{ row: 2, line: 4 }]);
  });
});

it('rejected.csv, problems and the message name row and line together', async () => {
  const checked = rejected(await scratch.check('PhoneNumber\n\n98\n#1\n#2\n\n#3\n#4\n'));
  expect(checked.outcome.message).toContain('in 4 rows (lines 4, 5, 7 and 1 more)');
  expect(checked.problems.map(({ row, line }) => [row, line])).toEqual([
    [2, 4],
    [3, 5],
    [4, 7],
    [5, 8],
  ]);
  const csv = await rejectedCsv(checked);
  expect(csv).toMatch(/^row,line,reason,PhoneNumber\r\n2,4,.*\r\n3,5,.*\r\n4,7,.*\r\n5,8,.*\r\n$/);
});

it('a corrected rejected.csv that comes back is counted by its own lines', async () => {
  const csv = await rejectedCsv(await scratch.check('PhoneNumber\n\n98\n#1\n\n#2\n'));
  expect(await placesOf(csv.replace('#1', '1'))).toEqual([[2, 3]]);
});
