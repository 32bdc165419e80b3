import { readFile } from 'node:fs/promises';
import { examineFile } from '@ozonetel-bulk-upload/ozonetel-simulator';
import { csvLine } from '@ozonetel-bulk-upload/shared-types';
import fc from 'fast-check';
import { createScratch, type Scratch } from './checking';
import { columnName, workbookParts, zipOf } from './workbook';

const AGENTS = ['a1', 'a2'];
const SKILLS = ['sales', 'care'];
const UPLOADED = 'Data uploaded successfully';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await createScratch();
});
afterAll(() => scratch.remove());

interface Case {
  readonly format: 'csv' | 'xlsx';
  readonly type: 'plain' | 'agentwise' | 'skillwise';
  readonly areValuesKnown: boolean;
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
      '9/8',
      '98765\n43210',
      '９８７６５',
      '१२३',
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
const other = fc.constantFrom('', 'x', '1', ' ', '=1+1', 'a;b', '\t', '|');

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

const table = header.chain((headers) => {
  const cells = headers.map((column) => (column in COLUMNS ? COLUMNS[column as Known] : other));
  const row = mostly(
    20,
    fc.tuple(...cells).map((texts): string[] => texts),
    fc.oneof(
      fc.constant([]),
      fc
        .tuple(fc.tuple(...cells), fc.array(other, { minLength: 42, maxLength: 42 }))
        .map((parts) => parts.flat()),
      fc.tuple(...cells.slice(0, 1)),
    ),
  );
  return fc.array(row, { maxLength: 6 }).map((rows) => [headers, ...rows]);
});

const generated: fc.Arbitrary<Case> = fc.record({
  format: mostly(5, fc.constant('csv' as const), fc.constant('xlsx' as const)),
  type: fc.constantFrom('plain' as const, 'agentwise' as const, 'skillwise' as const),
  areValuesKnown: fc.boolean(),
  table,
});

async function written({ format, table }: Case): Promise<Buffer> {
  if (format === 'csv') return Buffer.from(table.map(csvLine).join(''));
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

function examine(content: Buffer, { format, type, areValuesKnown }: Case) {
  const known = areValuesKnown ? { agentIds: AGENTS, skills: SKILLS } : { agentIds: [], skills: [] };
  return examineFile({
    content,
    format,
    campaign: { config: { name: 'C', username: 'u', type, position: 'stopped', ...known }, room: 0 },
  });
}

/** With the list that the campaign's type calls for; we hold a value to any list given, the vendor does not. */
function check(content: Buffer, { type, areValuesKnown }: Case, more: object = {}) {
  const known = type === 'agentwise' ? { agentIds: AGENTS } : { skills: SKILLS };
  const rules = type === 'plain' ? {} : { campaignType: type, ...(areValuesKnown ? known : {}) };
  return scratch.check(content, { ...rules, ...more });
}

/** What design.md refuses beyond the vendor's page. */
const BEYOND_THE_PAGE = /has no digit|is missing\.$/;

describe('the vendor', () => {
  it('refuses nothing that passes our check, whole or with rows left out', async () => {
    await fc.assert(
      fc.asyncProperty(generated, async (file) => {
        const content = await written(file);
        for (const invalidRows of ['fail', 'drop'] as const) {
          const checked = await check(content, file, { invalidRows });
          if (checked.verdict === 'rejected') continue;
          const [part] = checked.parts;
          const { message, findings } = await examine(await readFile(part!.path), file);
          expect([message, findings?.rows]).toEqual([UPLOADED, checked.counts.valid]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('accepts nothing that our check refuses, but for what goes beyond its page', async () => {
    await fc.assert(
      fc.asyncProperty(generated, async (file) => {
        const content = await written(file);
        const checked = await check(content, file);
        if (checked.verdict === 'accepted') return;
        const { message } = await examine(content, file);
        if (message !== UPLOADED) return;
        expect(checked.problems.length).toBeGreaterThan(0);
        for (const problem of checked.problems) expect(problem.message).toMatch(BEYOND_THE_PAGE);
      }),
      { numRuns: 1000 },
    );
  });
});
