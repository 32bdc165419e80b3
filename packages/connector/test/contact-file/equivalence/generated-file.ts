import fc from 'fast-check';
import { columnName, workbookParts, zipOf } from '../workbook';

export const AGENTS = ['a1', 'a2'];
export const SKILLS = ['sales', 'care'];

/** A contact file and the campaign that it is for. */
export interface Case {
  readonly format: 'csv' | 'xlsx';
  readonly type: 'plain' | 'agentwise' | 'skillwise';
  readonly areValuesKnown: boolean;
  readonly dress: Dress;
  readonly table: readonly (readonly string[])[];
}

const mostly = <T>(weight: number, usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>) =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: odd });

const phoneNumber = mostly(
  30,
  fc.constantFrom('9876543210', '+91 98765 43210', '(040) 555-1234', '[1].2,3', 'ext_9', ' 98765 ', '0'),
  fc.oneof(
    fc.constantFrom(
      '98765#43210',
      'null',
      '',
      ' ',
      '\u200b',
      '9/8',
      '98765\n43210',
      '９８７６５',
      '१२३',
      '98７65',
      '98१65',
      '98765é',
      '9\u00a08',
      '-',
      'none',
    ),
    fc.string({ maxLength: 6 }),
  ),
);
const name = mostly(
  30,
  fc.constantFrom(
    'Asha',
    '',
    'Zoë',
    'N'.repeat(100),
    'two\nlines',
    '"q", x',
    'é'.repeat(100),
    '日'.repeat(50),
  ),
  fc.constantFrom('N'.repeat(101), '😀'.repeat(51), 'é'.repeat(101), '😀'.repeat(50), ' '.repeat(101) + 'x'),
);
const agent = mostly(30, fc.constantFrom(...AGENTS), fc.constantFrom('', 'a9', 'A1', ' a1', ' '));
const skill = mostly(30, fc.constantFrom(...SKILLS), fc.constantFrom('', 'golf', 'Sales', ' '));
const other = fc.constantFrom('', 'x', '1', ' ', '=1+1', 'a;b', '\t', '|', '\u200b', '\u202a\ufeff');

const COLUMNS = { PhoneNumber: phoneNumber, Name: name, AgentId: agent, Skill: skill };
type Known = keyof typeof COLUMNS;

const header: fc.Arbitrary<string[]> = fc
  .record({
    known: mostly(
      8,
      fc.constant(['PhoneNumber', 'Name', 'AgentId', 'Skill'] as Known[]),
      fc.subarray<Known>(['PhoneNumber', 'Name', 'AgentId', 'Skill']),
    ),
    others: mostly(10, fc.integer({ min: 0, max: 3 }), fc.constantFrom(35, 36, 37, 38)),
  })
  .chain(({ known, others }) =>
    fc.shuffledSubarray([...known, ...Array.from({ length: others }, (_, index) => `Custom ${index}`)], {
      minLength: known.length + others,
    }),
  );

/** So many cells and the last of them not blank; as it was where it has as many. */
function widened(texts: readonly string[], width: number): string[] {
  const more = Math.max(0, width - texts.length);
  return [...texts, ...Array.from({ length: more }, (_, index) => (index === more - 1 ? 'x' : ''))];
}

const table: fc.Arbitrary<string[][]> = header.chain((headers) => {
  const cells = headers.map((column) => (column in COLUMNS ? COLUMNS[column as Known] : other));
  const row = mostly(
    20,
    fc.tuple(...cells).map((texts): string[] => texts),
    fc.oneof(
      fc.constant<string[]>([]),
      fc
        .tuple(fc.tuple(...cells), fc.constantFrom(39, 40, 41, 42, 100))
        .map(([texts, width]) => widened(texts, width)),
      fc.tuple(...cells.slice(0, 1)),
    ),
  );
  return fc.array(row, { maxLength: 6 }).map((rows) => [headers, ...rows]);
});

const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  PhoneNumber: ['PhoneNumber', 'phone number', 'PHONE_NUMBER', ' Phonenumber '],
  Name: ['Name', 'NAME', ' name'],
  AgentId: ['AgentId', 'agent id', 'AGENT_ID', 'AgentID'],
  Skill: ['Skill', 'SKILL', 'skill '],
  // Now and then twice.
  'Custom 0': ['Custom 0', 'Custom 0', 'Custom 0', 'Custom 1'],
};

const spelling = fc
  .infiniteStream(fc.nat({ max: 3 }))
  .map((choices) => ([header = [], ...rows]: string[][]) => [
    header.map((name) => {
      const spelled = SPELLINGS[name];
      return spelled === undefined ? name : (spelled[choices.next().value % spelled.length] ?? name);
    }),
    ...rows,
  ]);

/** How a CSV file is written. */
interface Dress {
  readonly delimiter: string;
  readonly lineEnd: string;
  readonly encoding: 'utf8' | 'utf16le';
  readonly mark: string;
}

export const PLAIN: Dress = { delimiter: ',', lineEnd: '\r\n', encoding: 'utf8', mark: '' };

const dress: fc.Arbitrary<Dress> = fc.oneof(
  fc.constant(PLAIN),
  fc.record({
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
    encoding: fc.constant('utf8' as const),
    mark: fc.constantFrom('', '\uFEFF'),
  }),
  fc.constant<Dress>({ delimiter: '\t', lineEnd: '\r\n', encoding: 'utf16le', mark: '\uFEFF' }),
);

/** Files as the vendor takes them, and, with `isDressed`, in other spellings of the headers and ways of writing. */
export const generated = ({ isDressed }: { isDressed: boolean }): fc.Arbitrary<Case> =>
  fc.record({
    format: mostly(5, fc.constant('csv' as const), fc.constant('xlsx' as const)),
    type: fc.constantFrom('plain' as const, 'agentwise' as const, 'skillwise' as const),
    areValuesKnown: fc.boolean(),
    dress: isDressed ? dress : fc.constant(PLAIN),
    table: isDressed
      ? fc.oneof(
          table,
          fc.tuple(table, spelling).map(([rows, spell]) => spell(rows)),
        )
      : table,
  });

export async function written({ format, table, dress }: Case): Promise<Buffer> {
  if (format === 'csv') return writtenAsCsv(table, dress);
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const rows = table.map((row, index) => {
    const cells = row.map(
      (cell, column) =>
        `<c r="${columnName(column)}${index + 1}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`,
    );
    return `<row r="${index + 1}">${cells.join('')}</row>`;
  });
  return zipOf(workbookParts(rows.join('')));
}

function writtenAsCsv(
  table: readonly (readonly string[])[],
  { delimiter, lineEnd, encoding, mark }: Dress,
): Buffer {
  const cell = (text: string) =>
    /[",;\t|\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = table.map((row) => row.map(cell).join(delimiter) + lineEnd);
  return Buffer.from(mark + lines.join(''), encoding);
}
