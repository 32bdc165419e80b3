import { examineFile } from '@ozonetel-bulk-upload/ozonetel-simulator';
import fc from 'fast-check';
import { bytesOf, createScratch, sentBytes, sentFile, type Scratch } from './checking';
import { AGENTS, generated, PLAIN, SKILLS, written, type Case } from './equivalence/generated-file';

const UPLOADED = 'Data uploaded successfully';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await createScratch();
});
afterAll(() => scratch.remove());

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

/** What the check refuses beyond the vendor's page. */
const BEYOND_THE_PAGE =
  /^The phone number (has no digit\.$|is missing\.$|is in scientific notation|has decimals|is a date|is a formula)/;

describe('the vendor', () => {
  it('refuses nothing that passes our check, whole or with rows left out', async () => {
    await fc.assert(
      fc.asyncProperty(generated({ isDressed: true }), async (file) => {
        const content = await written(file);
        for (const invalidRows of ['fail', 'drop'] as const) {
          const checked = await check(content, file, { invalidRows });
          if (checked.verdict === 'rejected') continue;
          const { message, findings } = await examine(await sentBytes(checked), file);
          expect([message, findings?.rows]).toEqual([UPLOADED, checked.counts.valid]);
        }
      }),
      { numRuns: 1000 },
    );
  }, 240_000);

  it('accepts nothing that our check refuses, but for what goes beyond its page', async () => {
    await fc.assert(
      fc.asyncProperty(generated({ isDressed: false }), async (file) => {
        const content = await written(file);
        const checked = await check(content, file);
        // Rows of invisible characters alone are none to us.
        if (checked.verdict === 'accepted' || checked.outcome.code === 'file_empty') return;
        const { message } = await examine(content, file);
        if (message !== UPLOADED) return;
        expect(checked.problems.length).toBeGreaterThan(0);
        for (const problem of checked.problems) expect(problem.message).toMatch(BEYOND_THE_PAGE);
      }),
      { numRuns: 1000 },
    );
  }, 240_000);

  it.each([
    ['50,000 rows', 50_000, 0, 0],
    ['50,000 rows beside one that is wrong', 50_000, 1, 0],
    ['50,000 rows beside one that is blank', 50_000, 0, 1],
    ['50,001 rows', 50_001, 0, 0],
    ['50,001 rows beside one that is wrong', 50_001, 1, 0],
  ])('takes %s as our check does', async (_, valid, wrong, blank) => {
    const table = [
      ['PhoneNumber', 'Name'],
      ...Array.from({ length: blank }, () => [' ', '']),
      ...Array.from({ length: wrong }, () => ['#', 'x']),
      ...Array.from({ length: valid }, (_row, index) => [`${9_000_000_000 + index}`, 'x']),
    ];
    const file: Case = { format: 'csv', type: 'plain', areValuesKnown: false, dress: PLAIN, table };
    const content = await written(file);
    const { message } = await examine(content, file);
    expect((await check(content, file)).verdict).toBe(message === UPLOADED ? 'accepted' : 'rejected');
    const whole = await check(content, file, { invalidRows: 'drop' });
    expect(whole.verdict).toBe(valid <= 50_000 ? 'accepted' : 'rejected');
    const left = await check(content, file, { invalidRows: 'drop', split: true });
    if (left.verdict === 'rejected') throw new Error(left.outcome.message);
    expect(left.parts).toHaveLength(Math.ceil(valid / 50_000));
    for (const part of left.parts) {
      const { message: said, findings } = await examine(await bytesOf(sentFile(left, part.number)), file);
      expect([said, findings?.rows]).toEqual([UPLOADED, part.rows]);
    }
  });
});

it('what our check finds does not depend on how a file is written', async () => {
  await fc.assert(
    fc.asyncProperty(generated({ isDressed: true }), async (file) => {
      const findings = async (bytes: Buffer) => {
        const { verdict, counts, problems, ...more } = await check(bytes, file, { duplicates: 'drop' });
        // A cell with a line break takes two lines of a text file, and none of a sheet.
        const found = problems.map((problem) => ({ ...problem, line: undefined }));
        return { verdict, counts, problems: found, code: 'outcome' in more ? more.outcome.code : undefined };
      };
      const plain = await findings(await written({ ...file, format: 'csv', dress: PLAIN }));
      expect(await findings(await written(file))).toEqual(plain);
      expect(await findings(await written({ ...file, format: 'xlsx' }))).toEqual(plain);
    }),
    { numRuns: 300 },
  );
});
