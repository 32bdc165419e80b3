import { whyNotReady } from '../../src/pages/upload/send/why-not-ready';
import { createDraft, type Draft } from '../../src/pages/upload/draft/draft';
import { readPaste, readTabs } from '../../src/pages/upload/draft/pasted-cells';

async function rowsOf(text: string): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const cells of readTabs(text)) rows.push(cells);
  return rows;
}

async function textOfPaste(text: string): Promise<string> {
  return (await readPaste(text)).file.text();
}

test('cells that are copied in a spreadsheet become a CSV file', async () => {
  const { file, isHeaderAdded } = await readPaste('PhoneNumber\tName\n9876543210\tRao, Asha\n');
  expect(file.name).toBe('Pasted contacts.csv');
  expect(await file.text()).toBe('PhoneNumber,Name\r\n9876543210,"Rao, Asha"\r\n');
  expect(isHeaderAdded).toBe(false);
});

test('a copied cell with a line break, a tab or quotes stays one cell', async () => {
  expect(await rowsOf('Name\tNote\r\nAsha\t"two\nlines ""here"""\r\nRavi\t"a\tb"')).toEqual([
    ['Name', 'Note'],
    ['Asha', 'two\nlines "here"'],
    ['Ravi', 'a\tb'],
  ]);
});

test('an empty first or last cell of a copied row is kept, and an empty row is not', async () => {
  expect(await rowsOf('a\tb\tc\n\tx\t\n\n1\t\t3\n')).toEqual([
    ['a', 'b', 'c'],
    ['', 'x', ''],
    ['1', '', '3'],
  ]);
});

test('a quote inside a copied cell is the user’s own', async () => {
  expect(await rowsOf('6" pipe\t"quoted" end\tx')).toEqual([['6" pipe', '"quoted" end', 'x']]);
});

test('cells that a reload took away are to be pasted again, as there is no file to choose', async () => {
  const { file } = await readPaste('PhoneNumber\tName\n9876543210\tAsha\n');
  const account = { kind: 'stored', name: 'main' } as const;
  const source = { kind: 'missing', print: { name: file.name, size: file.size } } as const;
  const draft: Draft = { ...createDraft(), account, campaignName: 'Diwali', source };
  const check = { checked: undefined, isRunning: false, error: undefined, retry: () => undefined };
  expect(whyNotReady(draft, check)).toBe('Paste the cells again.');
});

test('comma-separated text that is pasted is taken as it is', async () => {
  const text = 'PhoneNumber,Name\n9876543210,Asha\n';
  expect(await textOfPaste(text)).toBe(text);
});

test.each([
  ['lines with quotes', '"Rao, Asha",9876543210\n', 'Column 1,PhoneNumber\r\n"Rao, Asha",9876543210\n'],
  [
    'cells',
    'Rao, Asha\t98765 43210\nRavi\t98765 43211\n',
    'Column 1,PhoneNumber\r\n"Rao, Asha",98765 43210\r\n',
  ],
  ['a column of numbers', '9876543210\n9876543211\n', 'PhoneNumber\r\n9876543210\n'],
  ['lines with bars', '9876543210|Asha\n', 'PhoneNumber|Column 2\r\n9876543210|Asha\n'],
  ['lines with semicolons', '+91 9876543210;Asha\n', 'PhoneNumber;Column 2\r\n+91 9876543210;Asha\n'],
])(
  '%s that are pasted without a header get one, so that the first contact is called too',
  async (_, text, begin) => {
    const { file, isHeaderAdded } = await readPaste(text);
    expect(isHeaderAdded).toBe(true);
    expect((await file.text()).startsWith(begin)).toBe(true);
  },
);
