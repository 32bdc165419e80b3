import { accepted, createScratch, rejected, rejectedCsv, RULES, type Scratch, sent } from './checking';

const HEADER = 'Address,PhoneNumber,Name\r\n';
/** The comma after the road stands in no quotes: the PIN code stands where the phone number should. */
const WIDE = '14 MG Road, 560001,9845012346,Ravi\r\n';
const GOOD = 'MG Road,9845012345,Asha\r\n';
const FILE = HEADER + GOOD + WIDE;

let scratch: Scratch;
beforeAll(async () => {
  scratch = await createScratch();
});
afterAll(() => scratch.remove());

describe('a row with more cells than the header has columns', () => {
  it('keeps the file back, and is named with its line', async () => {
    const checked = rejected(await scratch.check(FILE, { rowsWiderThanHeader: 'fail' }));
    expect(checked.problems).toMatchObject([{ row: 2, line: 3, code: 'row_too_wide' }]);
    expect(checked.outcome).toMatchObject({ code: 'too_many_columns', rows: [2] });
    expect(checked.outcome.message).toContain('1 of 2 rows cannot be sent');
    expect(checked.outcome.message).toContain('"rowsWiderThanHeader": "drop"');
  });

  it('keeps the file back even where invalid rows are left out', async () => {
    const rules = { rowsWiderThanHeader: 'fail', invalidRows: 'drop' } as const;
    const { outcome } = rejected(await scratch.check(`${FILE}A,#,B\r\n`, rules));
    expect(outcome).toMatchObject({ code: 'too_many_columns', rows: [2] });
    expect(outcome.message).not.toContain('invalidRows');
  });

  it('is left out on demand, whole in rejected.csv', async () => {
    const checked = await scratch.check(FILE, { rowsWiderThanHeader: 'drop' });
    expect(await sent(checked)).toBe(HEADER + GOOD);
    const csv = await rejectedCsv(checked);
    expect(csv).toMatch(/\r\n2,3,"The row has 4 cells.*",14 MG Road," 560001",9845012346,Ravi\r\n$/);
  });

  it('is left out without the other invalid rows, which keep the file back by themselves', async () => {
    const { outcome } = rejected(await scratch.check(`${FILE}A,#,B\r\n`, { rowsWiderThanHeader: 'drop' }));
    expect(outcome).toMatchObject({ code: 'invalid_phone_numbers', rows: [3] });
    expect(outcome.message).toMatch(/^1 of 3 rows/);
  });

  it('is sent as it is on demand', async () => {
    const checked = await scratch.check(FILE, { rowsWiderThanHeader: 'keep' });
    expect(await sent(checked)).toBe(FILE);
  });

  it('is not reported where only blank cells stand behind the last header', async () => {
    const rules = { rowsWiderThanHeader: 'fail' } as const;
    expect(
      accepted(await scratch.check(`PhoneNumber,Name\n9845012345,Asha,, ,\u200b\n`, rules)).counts.valid,
    ).toBe(1);
  });

  it('is reported where the cell is behind columns without a header', async () => {
    const rules = { rowsWiderThanHeader: 'fail' } as const;
    const { problems } = rejected(await scratch.check('PhoneNumber,Name\n9845012345,Asha,,x\n', rules));
    expect(problems).toMatchObject([{ code: 'row_too_wide' }]);
  });

  it('is distinguished from one with more than 40 columns, which Ozonetel never takes', async () => {
    const rules = { rowsWiderThanHeader: 'keep' } as const;
    const { problems } = rejected(await scratch.check(`PhoneNumber\n${'1,'.repeat(40)}1\n`, rules));
    expect(problems).toMatchObject([{ code: 'too_many_columns' }]);
  });

  it('goes where nothing else is valid: the message says to correct it', async () => {
    const { outcome } = rejected(await scratch.check(HEADER + WIDE, { rowsWiderThanHeader: 'drop' }));
    expect(outcome.message).toMatch(
      /^1 of 1 row cannot be sent: .*Correct them and upload the file again\.$/,
    );
  });

  it('comes back corrected in rejected.csv and is sent', async () => {
    const csv = await rejectedCsv(await scratch.check(HEADER + WIDE, { rowsWiderThanHeader: 'fail' }));
    const corrected = csv.replace('14 MG Road," 560001"', '"14 MG Road, 560001"');
    const checked = await scratch.check(corrected, { rowsWiderThanHeader: 'fail' });
    expect(await sent(checked)).toBe(`${HEADER}"14 MG Road, 560001",9845012346,Ravi\r\n`);
  });
});

it('an upload that a former release stored has wide rows sent, as they were when it was accepted', async () => {
  expect('rowsWiderThanHeader' in RULES).toBe(false);
  expect(await sent(await scratch.check(FILE))).toBe(FILE);
});
