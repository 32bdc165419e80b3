import { accepted, createScratch, rejectedCsv, type Scratch, sent } from './checking';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await createScratch();
});
afterAll(() => scratch.remove());

describe('rejected.csv', () => {
  it('runs no formula, and is read back as it was', async () => {
    const name = '=HYPERLINK("http://evil.example","x")';
    const content = `PhoneNumber,Name,Note\n#,"${name.replaceAll('"', '""')}",'+1\n`;
    const refused = await scratch.check(content);
    const csv = await rejectedCsv(refused);
    expect(csv).toContain(`"'=HYPERLINK(""http`);
    const corrected = csv.replace(',#,', ',+91 98765 43210,');
    expect(await sent(await scratch.check(corrected))).toBe(
      `PhoneNumber,Name,Note\r\n+91 98765 43210,"${name.replaceAll('"', '""')}",'+1\r\n`,
    );
  });

  it('is recognized when a spreadsheet has saved it with semicolons', async () => {
    const csv = await rejectedCsv(await scratch.check('PhoneNumber,Name\n#,Asha\n'));
    const corrected = csv.replace(',#,', ',9876543210,').replaceAll(',', ';').replace(' ; _ ', ' , _ ');
    expect(await sent(await scratch.check(corrected))).toBe('PhoneNumber,Name\r\n9876543210,Asha\r\n');
  });

  it('of a file with columns called row and reason has both, and comes back with those of the user', async () => {
    const refused = await scratch.check('row,reason,PhoneNumber\nA,Renewal,#\n');
    const csv = await rejectedCsv(refused);
    expect(csv).toMatch(/^row,line,reason,row,reason,PhoneNumber\r\n1,2,.*,A,Renewal,#\r\n$/);
    expect(await sent(await scratch.check(csv.replace('#', '1')))).toBe(
      'row,reason,PhoneNumber\r\nA,Renewal,1\r\n',
    );
  });

  it.each([
    ['row,reason,PhoneNumber\n1,Renewal,9876543210\n', 'of a file that is sent'],
    ['row,line,reason,PhoneNumber\n1,2,The phone number changed.,9876543210\n', 'with line between them'],
    ['row,reason,PhoneNumber\n,The phone number is missing.,9876543210\n', 'without a number'],
  ])('is not what a file of the user is: %j keeps its columns, %s', async (content) => {
    const checked = accepted(await scratch.check(content, { format: 'csv' }));
    expect((await sent(checked)).replaceAll('\r\n', '\n')).toBe(content);
  });

  it('is recognized with the column line, as it will be written', async () => {
    const content = 'row,line,reason,PhoneNumber\n3,5,The phone number is missing.,9876543210\n';
    expect(await sent(await scratch.check(content))).toBe('PhoneNumber\r\n9876543210\r\n');
  });
});
