import fc from 'fast-check';
import { streamXlsxRows } from 'hucre/xlsx';
import { createScratch, readRows, withoutBlanks, type Scratch } from './checking';
import { columnName, workbookParts, zipOf } from './workbook';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await createScratch();
});
afterAll(() => scratch.remove());

type Cell =
  | { readonly kind: 'shared' | 'inline' | 'formula' | 'cdata'; readonly text: string }
  | { readonly kind: 'rich' | 'richInline'; readonly runs: readonly string[] }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'error' | 'gap' | 'empty' };

const text = fc.oneof(
  fc.string({ maxLength: 10, unit: 'grapheme' }).map((value) => value.replace(/[\p{Cc}\uFFFE\uFFFF]/gu, '')),
  fc.constantFrom(
    'Asha & <b>',
    '"',
    "'",
    'Zoë',
    '日本',
    '😀',
    '+91 98765 43210',
    'a\nb',
    '&amp;',
    ']]',
    'x_y',
  ),
);
const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.record({ kind: fc.constantFrom('shared' as const, 'inline' as const, 'formula' as const), text }),
  fc.record({
    kind: fc.constantFrom('rich' as const, 'richInline' as const),
    runs: fc.array(text, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('number' as const),
    value: fc.oneof(
      fc.integer(),
      fc.constantFrom(919876543210, 0, 1.5, -0.25, 1e-7),
      fc.integer({ min: 0, max: 1e15 }),
    ),
  }),
  fc.record({ kind: fc.constant('boolean' as const), value: fc.boolean() }),
  fc.constantFrom<Cell>({ kind: 'error' }, { kind: 'gap' }, { kind: 'gap' }, { kind: 'empty' }),
);
const workbook = fc.record({
  rows: fc.array(fc.array(cell, { maxLength: 8 }), { minLength: 1, maxLength: 8 }),
  prefix: fc.constantFrom('', 'x'),
  hasReferences: fc.boolean(),
});

/** A workbook as some program might write it. */
function written({
  rows,
  prefix,
  hasReferences,
}: typeof workbook extends fc.Arbitrary<infer T> ? T : never): Promise<Buffer> {
  const p = prefix === '' ? '' : `${prefix}:`;
  const escaped = (value: string) =>
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const run = (value: string) =>
    `<${p}r><${p}rPr><${p}b/></${p}rPr><${p}t xml:space="preserve">${escaped(value)}</${p}t></${p}r>`;
  const plain = (value: string) => `<${p}t xml:space="preserve">${escaped(value)}</${p}t>`;
  const strings: string[] = [];
  const shared = (inside: string) => strings.push(`<${p}si>${inside}</${p}si>`) - 1;
  const inside = (value: Cell): [attributes: string, content: string] => {
    switch (value.kind) {
      case 'shared':
        return [' t="s"', `<${p}v>${shared(plain(value.text))}</${p}v>`];
      case 'rich':
        return [' t="s"', `<${p}v>${shared(value.runs.map(run).join(''))}</${p}v>`];
      case 'inline':
        return [' t="inlineStr"', `<${p}is>${plain(value.text)}</${p}is>`];
      case 'richInline':
        return [' t="inlineStr"', `<${p}is>${value.runs.map(run).join('')}</${p}is>`];
      case 'formula':
      case 'cdata':
        return [' t="str"', `<${p}f>A1&amp;"x"</${p}f><${p}v>${escaped(value.text)}</${p}v>`];
      case 'number':
        return [' s="0"', `<${p}v>${value.value}</${p}v>`];
      case 'boolean':
        return [' t="b"', `<${p}v>${value.value ? 1 : 0}</${p}v>`];
      case 'error':
        return [' t="e"', `<${p}v>#N/A</${p}v>`];
      case 'gap':
      case 'empty':
        return ['', ''];
    }
  };
  const sheet = rows.map((row, index) => {
    const cells = row.map((value, column) => {
      if (value.kind === 'gap' && hasReferences) return '';
      const [attributes, content] = inside(value);
      const reference = hasReferences ? ` r="${columnName(column)}${index + 1}"` : '';
      return content === '' ? `<${p}c${reference}/>` : `<${p}c${reference}${attributes}>${content}</${p}c>`;
    });
    return `<${p}row r="${index + 1}">${cells.join('')}</${p}row>`;
  });
  return zipOf(workbookParts(sheet.join(''), strings.join(''), prefix));
}

it("our reading of workbooks equals hucre's", async () => {
  await fc.assert(
    fc.asyncProperty(workbook, async (book) => {
      const file = await written(book);
      const theirs: string[][] = [];
      for await (const { values } of streamXlsxRows(file)) theirs.push(values.map(textOf));
      expect(withoutBlanks(await readRows(await scratch.file(file)))).toEqual(withoutBlanks(theirs));
    }),
    { numRuns: 300 },
  );
});

function textOf(value: string | number | boolean | Date | null): string {
  if (value === null) return '';
  return typeof value === 'boolean' ? String(value).toUpperCase() : String(value);
}
