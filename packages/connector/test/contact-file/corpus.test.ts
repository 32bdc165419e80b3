import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { localFile } from '../harness/local-file';
import { accepted, createScratch, readRows, rejected, type Scratch, sentFile } from './checking';

interface Expected {
  readonly tables: Readonly<Record<string, readonly (readonly string[])[]>>;
  readonly read: Readonly<
    Record<
      string,
      { table: string; lostDigits?: number[]; asItIs?: boolean; lineBreak?: string; sentHeader?: string[] }
    >
  >;
  readonly refused: Readonly<Record<string, string>>;
}

const FOLDER = join(__dirname, 'corpus');
const EXPECTED = JSON.parse(readFileSync(join(FOLDER, 'expected.json'), 'utf8')) as Expected;

let scratch: Scratch;
beforeAll(async () => {
  scratch = await createScratch();
});
afterAll(() => scratch.remove());

describe('a contact file of the corpus', () => {
  it.each(Object.entries(EXPECTED.read))('%s is read as its maker shows it', async (name, expected) => {
    const { lineBreak = '\n' } = expected;
    const table = EXPECTED.tables[expected.table]!.map((row) =>
      row.map((cell) => cell.replaceAll('\n', lineBreak)),
    );
    expect(await readRows(await localFile(join(FOLDER, name)))).toEqual(table);
  });

  it.each(Object.entries(EXPECTED.read))(
    '%s is sent as it is where nothing changes, and else written anew',
    async (name, { table, lostDigits = [], asItIs = false, lineBreak = '\n', sentHeader }) => {
      const source = await localFile(join(FOLDER, name));
      const checked = accepted(await scratch.checkFile(source, { invalidRows: 'drop' }));
      expect(checked.problems.map(({ row, message }) => [row, /last digits are lost/.test(message)])).toEqual(
        lostDigits.map((row) => [row, true]),
      );
      expect(sentFile(checked) === source).toBe(asItIs);
      const rows = EXPECTED.tables[table]!.filter((_, index) => !lostDigits.includes(index));
      const [header, ...contacts] = rows;
      expect(await readRows(sentFile(checked))).toEqual(
        [sentHeader ?? header!, ...contacts].map((row) =>
          row.map((cell) => cell.replaceAll('\n', lineBreak)),
        ),
      );
    },
  );

  it.each(Object.entries(EXPECTED.refused))('%s is refused with a sentence', async (name, says) => {
    const { outcome } = rejected(await scratch.checkFile(await localFile(join(FOLDER, name))));
    expect(outcome).toMatchObject({ code: 'file_not_a_contact_file', source: 'check' });
    expect(outcome.message).toContain(says);
  });

  it('is named in expected.json', () => {
    const files = readdirSync(FOLDER).filter((name) => !/^(README|make-corpus|expected|)\./.test(name));
    expect(files.sort()).toEqual([...Object.keys(EXPECTED.read), ...Object.keys(EXPECTED.refused)].sort());
  });
});
