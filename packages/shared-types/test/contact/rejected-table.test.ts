import {
  checkHeaders,
  ContactCheck,
  contactRowOf,
  countRejectedColumns,
  isRejectedRow,
  uploadRequestSchema,
} from '../../src';

test.each([
  [['row', 'reason', 'PhoneNumber'], 2],
  [['row', 'line', 'reason', 'PhoneNumber'], 3],
  [[' Row ', 'REASON'], 2],
  [['\ufeffrow', '\u200breason\u202c', 'PhoneNumber'], 2],
  [['PhoneNumber', 'row', 'reason'], 0],
  [['row', 'PhoneNumber'], 0],
  [['row', 'line', 'PhoneNumber'], 0],
  [['row'], 0],
  [[], 0],
])('the header %j may have %i columns of rejected.csv in front', (header, expected) => {
  expect(countRejectedColumns(header)).toBe(expected);
});

test('every reason that the check gives is recognized when its row comes back', () => {
  const rules = uploadRequestSchema.parse({
    account: { username: 'acme', apiKey: 'k' },
    campaignName: 'Diwali',
    campaignType: 'agentwise',
    agentIds: ['meera'],
    skills: ['sales'],
    duplicates: 'drop',
  });
  const columns = checkHeaders(['PhoneNumber', 'Name', 'AgentId', 'Skill'], rules);
  if (columns.verdict === 'rejected') throw new Error(columns.outcome.message);
  const check = new ContactCheck(columns, rules);
  const rows = [
    ['', '', 'meera'],
    ['none', '', 'meera'],
    ['#1', '', 'meera'],
    ['9845012345.0', '', 'meera'],
    ['1', 'A'.repeat(101), 'meera'],
    ['1', '', ''],
    ['1', '', 'nobody'],
    ['1', '', 'meera', 'cooking'],
    ['1', '', 'meera', ...Array<string>(40).fill('sales')],
    ['2', '', 'meera'],
    ['2', '', 'meera'],
  ].map(contactRowOf);
  const faults = (['imprecise', 'date', 'uncalculated'] as const).map((fault) => ({
    ...contactRowOf(['1e15', '', 'meera'], 12),
    faultOf: () => fault,
  }));
  const problems = [...rows, ...faults].flatMap((row) => check.add(row).problems);
  expect(new Set(problems.map(({ code }) => code)).size).toBe(6);
  expect(problems).toHaveLength(13);
  for (const { row, message } of problems) {
    expect(isRejectedRow([String(row), message])).toBe(true);
    expect(isRejectedRow([String(row), '17', `${message} And more.`])).toBe(true);
    expect(isRejectedRow([`\u202a${row}\u202c`, `\u200b ${message}`])).toBe(true);
  }
});

test('a reason in the words of an earlier release is recognised', () => {
  expect(
    isRejectedRow(['7', 'AgentId is none of the known ones: correct it, or add it to "agentIds".']),
  ).toBe(true);
});

test.each([
  ['7', 'Renewal'],
  ['7', 'The phone number changed.'],
  ['B', 'The phone number is missing.'],
  ['', 'The phone number is missing.'],
  ['-1', 'The phone number is missing.'],
  ['1', ''],
])('a row of a user with the cells %j and %j is not taken for one of rejected.csv', (row, reason) => {
  expect(isRejectedRow([row, reason])).toBe(false);
});
