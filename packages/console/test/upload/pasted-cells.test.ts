import { fileOfPaste, parseTabs } from '../../src/pages/upload/draft/pasted-cells';

test('cells that are copied in a spreadsheet become a CSV file', async () => {
  const file = fileOfPaste('PhoneNumber\tName\n9876543210\tRao, Asha\n');
  expect(file.name).toBe('Pasted contacts.csv');
  expect(await file.text()).toBe('PhoneNumber,Name\r\n9876543210,"Rao, Asha"\r\n');
});

test('a copied cell with a line break, a tab or quotes stays one cell', () => {
  expect(parseTabs('Name\tNote\r\nAsha\t"two\nlines ""here"""\r\nRavi\t"a\tb"')).toEqual([
    ['Name', 'Note'],
    ['Asha', 'two\nlines "here"'],
    ['Ravi', 'a\tb'],
  ]);
});

test('an empty first or last cell of a copied row is kept, and an empty row is not', () => {
  expect(parseTabs('a\tb\tc\n\tx\t\n\n1\t\t3\n')).toEqual([
    ['a', 'b', 'c'],
    ['', 'x', ''],
    ['1', '', '3'],
  ]);
});

test('a quote inside a copied cell is the user’s own', () => {
  expect(parseTabs('6" pipe\t"quoted" end\tx')).toEqual([['6" pipe', '"quoted" end', 'x']]);
});

test('comma-separated text that is pasted is taken as it is', async () => {
  const text = 'PhoneNumber,Name\n9876543210,Asha\n';
  expect(await fileOfPaste(text).text()).toBe(text);
});
