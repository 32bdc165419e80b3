import { setImmediate } from 'node:timers/promises';
import { createScratch, rejected, rejectedCsv, type Scratch, sent } from './checking';
import { workbookParts, zipOf } from './workbook';

const MEGABYTE = 1024 * 1024;

let scratch: Scratch;
beforeAll(async () => {
  scratch = await createScratch();
});
afterAll(() => scratch.remove());

const shared = (index: number) => `<c t="s"><v>${index}</v></c>`;
const HEADER = `<row>${shared(0)}</row>`;

/** A workbook of one column whose rows are given, with a second shared string. */
const book = (rows: string, text: string) =>
  zipOf(workbookParts(HEADER + rows, `<si><t>PhoneNumber</t></si><si><t>${text}</t></si>`));

/** Milliseconds of processor time, far below the seconds that such parts once took. */
const LONGEST_TURN_MS = 400;

/** The most processor time that the thread was used for without a pause; how busy the machine is does not matter. */
async function withLongestTurn<T>(run: () => Promise<T>): Promise<{ result: T; longestMs: number }> {
  let isOver = false;
  let longestMs = 0;
  const watch = async (): Promise<void> => {
    while (!isOver) {
      const before = process.threadCpuUsage();
      await setImmediate();
      const { user, system } = process.threadCpuUsage(before);
      longestMs = Math.max(longestMs, (user + system) / 1000);
    }
  };
  const watching = watch();
  const result = await run();
  isOver = true;
  await watching;
  return { result, longestMs };
}

describe('a small workbook', () => {
  it('with a cell in column XFD in 5,000 rows makes a small rejected.csv', async () => {
    const cell = '<c r="XFD" t="inlineStr"><is><t>1</t></is></c>';
    const file = await book(`<row>${cell}</row>`.repeat(5000), '');
    const checked = rejected(await scratch.check(file));
    expect(checked.counts).toMatchObject({ rows: 5000, invalid: 5000 });
    expect(checked.problems[1]).toMatchObject({ message: expect.stringContaining('16384 columns') });
    expect(checked.rejected!.bytes).toBeLessThan(2 * MEGABYTE);
  });

  it('with 100,000 pieces of one row, each as wide as a sheet, is refused at once', async () => {
    const piece = '<row r="2"><c r="XFD2" t="inlineStr"><is><t>1</t></is></c></row>';
    const { outcome } = rejected(await scratch.check(await book(piece.repeat(100_000), '')));
    expect(outcome.message).toContain('too many to sort');
  });

  it('whose cells repeat a long text is refused before the texts are written out', async () => {
    const file = await book(`<row>${shared(1)}</row>`.repeat(100_000), '9'.repeat(200_000));
    const { outcome } = rejected(await scratch.check(file, { maxInflatedBytes: 20_000_000 }));
    expect(outcome).toMatchObject({ code: 'file_too_large' });
    expect(outcome.message).toContain('The cells of the workbook repeat texts');
  });

  it('whose cells refer to one long text of spaces is found to be blank', async () => {
    const file = await book(`<row>${shared(1)}</row>`.repeat(100_000), ' '.repeat(200_000));
    expect(rejected(await scratch.check(file)).outcome.code).toBe('file_empty');
  });

  it('whose valid rows would be a huge file for Ozonetel is refused', async () => {
    const row = `<row><c><v>1</v></c>${shared(1).repeat(9)}</row>`;
    const file = await book(row.repeat(200), 'A'.repeat(30_000));
    const checked = rejected(await scratch.check(file, { format: 'csv' }));
    expect(checked.outcome).toMatchObject({ code: 'file_too_large' });
    expect(checked.counts).toMatchObject({ rows: 200, valid: 200 });
  });

  it('with tens of thousands of sheets and relationships is refused at once', async () => {
    const parts = workbookParts(HEADER);
    parts['xl/workbook.xml'] = Buffer.from('<sheet name="a" state="hidden" r:id="x"/>'.repeat(50_000));
    parts['xl/_rels/workbook.xml.rels'] = Buffer.from(
      '<Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>'.repeat(50_000),
    );
    const file = await zipOf(parts);
    const { result, longestMs } = await withLongestTurn(() => scratch.check(file));
    expect(rejected(result).outcome.code).toBe('file_not_a_contact_file');
    expect(longestMs).toBeLessThan(LONGEST_TURN_MS);
  });

  it('with a number format of a megabyte of brackets is read like any other', async () => {
    const parts = workbookParts(`<row><c t="inlineStr"><is><t>PhoneNumber</t></is></c></row>`);
    const relations = parts['xl/_rels/workbook.xml.rels']!.toString();
    const styles = '<Relationship Id="r3" Type="x/styles" Target="styles.xml"/></Relationships>';
    parts['xl/_rels/workbook.xml.rels'] = Buffer.from(relations.replace('</Relationships>', styles));
    parts['xl/styles.xml'] = Buffer.from(`<numFmt numFmtId="200" formatCode="${'['.repeat(1_000_000)}"/>`);
    expect(rejected(await scratch.check(await zipOf(parts))).outcome.code).toBe('file_empty');
  });
});

describe('rejected.csv that would be larger than the file can account for', () => {
  const ROWS = 120_000;

  it('ends with a line that says how many rows are missing, and the outcome says so', async () => {
    const checked = rejected(await scratch.check(await book(`<row>${shared(1)}</row>`.repeat(ROWS), '#')));
    const csv = await rejectedCsv(checked);
    expect(csv.length).toBeLessThan(4.1 * MEGABYTE);
    const lines = csv.trimEnd().split('\r\n');
    const missing = Number(/^,,"?(\d+) more rows were left out/.exec(lines.at(-1) ?? '')?.[1]);
    expect(missing).toBe(ROWS - (lines.length - 2));
    expect(checked.outcome.message).toContain(`${missing} of them are too many for rejected.csv`);
  });

  it('comes back without that line', async () => {
    const csv = await rejectedCsv(
      await scratch.check(await book(`<row>${shared(1)}</row>`.repeat(ROWS), '#')),
    );
    const [header = '', first = ''] = csv.split('\r\n');
    const last = csv.trimEnd().split('\r\n').at(-1) ?? '';
    const corrected = [header, first.replace(/#$/, '1'), last].join('\r\n');
    expect(await sent(await scratch.check(corrected))).toBe('PhoneNumber\r\n1\r\n');
  });
});

it('a name of a megabyte for the phone column is not repeated in every problem', async () => {
  const content = `PhoneNumber,Agent\n${'#,x\n'.repeat(50)}`;
  const columns = { PhoneNumber: ` Phone${'_'.repeat(500_000)}Number`, Agent: 'AgentId' };
  const { problems } = rejected(await scratch.check(content, { columns, agentIds: ['y'] }));
  expect(JSON.stringify(problems).length).toBeLessThan(50_000);
});
