import fc from 'fast-check';
import { guardCell, unguardCell } from '../../src';

test.each([
  '=1+1',
  '+cmd|x',
  '-2+3x',
  '@SUM(A1)',
  '\tx',
  '\rx',
  '=HYPERLINK("http://x")',
  '+91abc',
  '\nx',
  '＝1+1',
  '＠x',
])('%j would run in a spreadsheet and gets a quote', (cell) => expect(guardCell(cell)).toBe(`'${cell}`));

test.each([
  ['a;=1+1', "a;'=1+1"],
  ['two\n=lines', "two\n'=lines"],
  ['two\r\n-lines\r\n', "two\r\n'-lines\r\n"],
  ['a;@b;+c', "a;'@b;'+c"],
  ['\r=1', "'\r'=1"],
  [';;=', ";;'="],
])('%j would run where semicolons part the cells, and gets a quote there', (cell, guarded) =>
  expect(guardCell(cell)).toBe(guarded),
);

test.each([
  '+91 98765-43210',
  '-5',
  '(022) 4567',
  '+1.5',
  'Asha',
  "O'Brien",
  '',
  'a=b',
  'a; =b',
  'a\nb',
  '9876543210',
])('%j is left as it is', (cell) => expect(guardCell(cell)).toBe(cell));

test('what was guarded comes back as it was', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.constantFrom("'", '=', '+', '-', '@', '＝', '\t', '\r', '\n', ';', '9', ' ', 'x'))
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(cell, (text) => {
      expect(unguardCell(guardCell(text))).toBe(text);
    }),
    { numRuns: 2000 },
  );
});
