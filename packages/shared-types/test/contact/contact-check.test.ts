import fc from 'fast-check';
import {
  checkHeaders,
  ContactCheck,
  contactRowOf,
  MAX_RECORDS,
  uploadRequestSchema,
  type ContactRules,
  type ContactRow,
  type UploadRequestInput,
} from '../../src';

function rulesOf(given: Partial<UploadRequestInput> = {}): ContactRules {
  return uploadRequestSchema.parse({
    account: { username: 'acme', apiKey: 'k' },
    campaignName: 'Diwali',
    // The rows of these tests may have cells behind the last header.
    rowsWiderThanHeader: 'keep',
    ...given,
  });
}

function checkOf(headers: readonly string[], rules: ContactRules): ContactCheck {
  const checked = checkHeaders(headers, rules);
  if (checked.verdict === 'rejected') throw new Error(checked.outcome.message);
  return new ContactCheck(checked, rules);
}

function checked(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  given: Partial<UploadRequestInput> = {},
) {
  const check = checkOf(headers, rulesOf(given));
  const verdicts = rows.map((cells, index) => check.add(contactRowOf(cells, index + 2)).kind);
  return { verdicts, counts: check.counts, problems: check.problems, outcome: check.conclude() };
}

const columns = (count: number, first: string) => [
  first,
  ...Array.from({ length: count - 1 }, (_, index) => `c${index}`),
];

describe('the header', () => {
  const verdictOf = (headers: readonly string[], given: Partial<UploadRequestInput> = {}) => {
    const verdict = checkHeaders(headers, rulesOf(given));
    return verdict.verdict === 'rejected' ? verdict.outcome : verdict;
  };

  test('is accepted, written for Ozonetel, with the known columns found', () => {
    expect(verdictOf(['full name', 'mobile', 'agent_id'], { columns: { mobile: 'PhoneNumber' } })).toEqual({
      verdict: 'accepted',
      headers: ['full name', 'PhoneNumber', 'AgentId'],
      phoneNumber: 1,
      name: -1,
      agentId: 2,
      skill: -1,
      columns: [
        { source: 'full name', target: 'full name', suggestion: 'Name' },
        { source: 'mobile', target: 'PhoneNumber' },
        { source: 'agent_id', target: 'AgentId' },
      ],
      notices: [],
    });
  });

  test.each<[string, string[], Partial<UploadRequestInput>, string, RegExp]>([
    ['no phone column', ['Mobile', 'Name'], {}, 'phone_number_column_missing', /"Mobile", "Name".*"columns"/],
    ['no names', ['', ''], {}, 'phone_number_column_missing', /no names/],
    [
      'a mapping that finds nothing',
      ['Phone'],
      { columns: { Mobile: 'PhoneNumber' } },
      'phone_number_column_missing',
      /"columns" names "Mobile", which the file does not have/,
    ],
    [
      'no AgentId in an agentwise campaign',
      ['PhoneNumber'],
      { campaignType: 'agentwise' },
      'agent_id_column_missing',
      /AgentId/,
    ],
    [
      'no Skill in a skillwise campaign',
      ['PhoneNumber'],
      { campaignType: 'skillwise' },
      'skill_column_missing',
      /Skill/,
    ],
    ['41 columns', columns(41, 'PhoneNumber'), {}, 'too_many_columns', /41 columns.*at most 40/],
    ['two phone columns', ['Phone Number', 'PHONENUMBER'], {}, 'duplicate_column', /"PhoneNumber"/],
  ])('with %s is refused, and says what to do', (_, headers, given, code, message) => {
    expect(verdictOf(headers, given)).toMatchObject({
      status: 'error',
      code,
      message: expect.stringMatching(message) as unknown,
      source: 'check',
    });
  });

  test('of 40 columns is accepted', () => {
    expect(verdictOf(columns(40, 'PhoneNumber'))).toMatchObject({ verdict: 'accepted' });
  });

  test('that is a contact already does not tell its number on', () => {
    const outcome = verdictOf(['+91 98765 43210', 'Asha']);
    expect(JSON.stringify(outcome)).not.toMatch(/9876|43210/);
  });
});

describe('a row', () => {
  const problemsOf = (
    headers: readonly string[],
    cells: readonly string[],
    given: Partial<UploadRequestInput> = {},
  ) => checked(headers, [['98', 'a1', 'hindi'], cells], { ...given, invalidRows: 'drop' }).problems;

  test.each<[string, string[], string[], Partial<UploadRequestInput>, string, string | undefined]>([
    ['an illegal phone number', ['PhoneNumber'], ['98/76'], {}, 'invalid_phone_number', 'PhoneNumber'],
    ['no phone number', ['PhoneNumber', 'Name'], ['', 'Asha'], {}, 'invalid_phone_number', 'PhoneNumber'],
    ['no digit', ['PhoneNumber'], ['none'], {}, 'invalid_phone_number', 'PhoneNumber'],
    ['a name of 101', ['PhoneNumber', 'Name'], ['98', 'x'.repeat(101)], {}, 'name_too_long', 'Name'],
    ['41 cells', ['PhoneNumber'], columns(41, '98'), {}, 'too_many_columns', undefined],
    [
      'an unknown agent',
      ['PhoneNumber', 'AgentId'],
      ['98', 'zz'],
      { campaignType: 'agentwise', agentIds: ['a1'] },
      'invalid_agent_id',
      'AgentId',
    ],
    [
      'no agent where one is demanded',
      ['PhoneNumber', 'AgentId'],
      ['98', ' '],
      { campaignType: 'agentwise' },
      'invalid_agent_id',
      'AgentId',
    ],
    [
      'an unknown skill',
      ['PhoneNumber', 'x', 'Skill'],
      ['98', '', 'Hindi'],
      { campaignType: 'skillwise', skills: ['hindi'] },
      'invalid_skill_name',
      'Skill',
    ],
  ])('with %s has that problem, with row, line and column', (_, headers, cells, given, code, column) => {
    expect(problemsOf(headers, cells, given)).toEqual([
      {
        row: 2,
        line: 3,
        code,
        message: expect.stringMatching(/\.$/) as unknown,
        ...(column === undefined ? {} : { column }),
      },
    ]);
  });

  test.each<[string, string[], string[], Partial<UploadRequestInput>]>([
    ['a name of 100', ['PhoneNumber', 'Name'], ['98', 'x'.repeat(100)], {}],
    ['40 cells and blank ones', ['PhoneNumber'], [...columns(40, '98'), '', ' '], {}],
    ['any agent in a plain campaign', ['PhoneNumber', 'AgentId'], ['98', 'zz'], {}],
    ['no agent in a plain campaign', ['PhoneNumber', 'AgentId'], ['98', ''], { agentIds: ['a1'] }],
    [
      'any agent where none are known',
      ['PhoneNumber', 'AgentId'],
      ['98', 'zz'],
      { campaignType: 'agentwise' },
    ],
    ['an empty name', ['PhoneNumber', 'Name'], ['98'], {}],
  ])('with %s is valid', (_, headers, cells, given) => {
    expect(problemsOf(headers, cells, given)).toEqual([]);
  });

  test('has all its problems, not the first alone', () => {
    const problems = problemsOf(['PhoneNumber', 'Name'], ['#', 'x'.repeat(101)]);
    expect(problems.map(({ code }) => code)).toEqual(['invalid_phone_number', 'name_too_long']);
  });

  test('whose number lost digits in a spreadsheet is told so', () => {
    const check = checkOf(['PhoneNumber'], rulesOf());
    const row: ContactRow = { width: 1, line: 2, text: () => '1234567890123450000', isImprecise: () => true };
    expect(check.add(row).problems).toEqual([
      expect.objectContaining({
        code: 'invalid_phone_number',
        message: expect.stringContaining('as text') as unknown,
      }),
    ]);
  });

  test('never has its number, its name or other cells in a message', () => {
    const secrets = ['98765/43210', 'Asha Secret'.repeat(10), 'agent-007'];
    const problems = problemsOf(['PhoneNumber', 'Name', 'AgentId'], secrets, {
      campaignType: 'agentwise',
      agentIds: ['a1', 'hindi'],
    });
    expect(problems).toHaveLength(3);
    for (const secret of secrets) expect(JSON.stringify(problems)).not.toContain(secret);
  });
});

describe('a file', () => {
  const GOOD = ['98'];
  const BAD = ['#'];

  test('whose rows are all valid may be sent', () => {
    expect(checked(['PhoneNumber'], [GOOD, ['97']])).toEqual({
      verdicts: ['valid', 'valid'],
      counts: { rows: 2, valid: 2, invalid: 0, duplicates: 0, hidden: 0, sent: 0 },
      problems: [],
      outcome: undefined,
    });
  });

  test('without rows is empty', () => {
    expect(checked(['PhoneNumber'], []).outcome).toMatchObject({ code: 'file_empty', source: 'check' });
  });

  test('with an invalid row is refused as a whole, with its row numbers', () => {
    const { outcome, counts } = checked(['PhoneNumber'], [BAD, GOOD, BAD]);
    expect(counts).toEqual({ rows: 3, valid: 1, invalid: 2, duplicates: 0, hidden: 0, sent: 0 });
    expect(outcome).toMatchObject({ status: 'error', code: 'invalid_phone_numbers', rows: [1, 3] });
    expect(outcome?.message).toContain('2 of 3 rows');
    expect(outcome?.message).toContain('"invalidRows": "drop"');
  });

  test('may be sent without its invalid rows where the user says so', () => {
    const { outcome, counts, verdicts } = checked(['PhoneNumber'], [BAD, GOOD], { invalidRows: 'drop' });
    expect(outcome).toBeUndefined();
    expect(verdicts).toEqual(['invalid', 'valid']);
    expect(counts).toMatchObject({ valid: 1, invalid: 1 });
  });

  test('of nothing but invalid rows is refused all the same', () => {
    const { outcome } = checked(['PhoneNumber'], [BAD, BAD], { invalidRows: 'drop' });
    expect(outcome).toMatchObject({ code: 'invalid_phone_numbers', rows: [1, 2] });
    expect(outcome?.message).not.toContain('"invalidRows"');
  });

  test('takes the code of the first problem on the page, and names them all', () => {
    const { outcome } = checked(['PhoneNumber', 'Name'], [['98', 'x'.repeat(101)], ['#']]);
    expect(outcome).toMatchObject({ code: 'invalid_phone_numbers', rows: [2] });
    expect(outcome?.message).toMatch(
      /PhoneNumber is not valid in 1 row \(line 3\), Name is too long in 1 row \(line 2\)/,
    );
  });

  test('shows its first hundred problems and counts all rows', () => {
    const { problems, counts } = checked(
      ['PhoneNumber'],
      Array.from({ length: 250 }, () => BAD),
    );
    expect(problems.map(({ row }) => row)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(counts.invalid).toBe(250);
  });

  test('keeps its duplicates unless the user says otherwise', () => {
    expect(checked(['PhoneNumber'], [GOOD, GOOD]).verdicts).toEqual(['valid', 'valid']);
  });

  test('leaves duplicates out, the first stays, and an invalid row is no first', () => {
    const rows = [['9876543210#'], ['+91 98765 43210'], ['09876543210'], ['1'], ['01']];
    const { verdicts, counts, problems } = checked(['PhoneNumber'], rows, {
      duplicates: 'drop',
      invalidRows: 'drop',
    });
    expect(verdicts).toEqual(['invalid', 'valid', 'duplicate', 'valid', 'duplicate']);
    expect(counts).toEqual({ rows: 5, valid: 2, invalid: 1, duplicates: 2, hidden: 0, sent: 0 });
    expect(problems.map(({ row, code }) => [row, code])).toEqual([
      [1, 'invalid_phone_number'],
      [3, 'duplicate_phone_number'],
      [5, 'duplicate_phone_number'],
    ]);
  });

  test('of 50,000 valid rows may be sent, one more is over the limit, unless it is split', () => {
    const fill = (rows: number, given: Partial<UploadRequestInput> = {}) => {
      const check = checkOf(['PhoneNumber'], rulesOf(given));
      const row = contactRowOf(GOOD, 2);
      for (let added = 0; added < rows; added += 1) check.add(row);
      return check.conclude();
    };
    expect(fill(MAX_RECORDS)).toBeUndefined();
    expect(fill(MAX_RECORDS + 1)).toMatchObject({ code: 'data_limit_exceeded' });
    expect(fill(MAX_RECORDS + 1)?.message).toContain('50001');
    expect(fill(MAX_RECORDS + 1, { split: true })).toBeUndefined();
    expect(fill(MAX_RECORDS + 1, { duplicates: 'drop' })).toBeUndefined();
  });

  test('whatever its rows: valid, invalid and duplicates are all of them', () => {
    const cell = fc.constantFrom('98', '098', '97', '#', '', 'none', '+91 97');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell)),
        fc.constantFrom('keep' as const, 'drop' as const),
        fc.constantFrom('fail' as const, 'drop' as const),
        (rows, duplicates, invalidRows) => {
          const { verdicts, counts, outcome } = checked(['PhoneNumber'], rows, { duplicates, invalidRows });
          const count = (kind: string) => verdicts.filter((verdict) => verdict === kind).length;
          expect(counts).toEqual({
            rows: rows.length,
            valid: count('valid'),
            invalid: count('invalid'),
            duplicates: count('duplicate'),
            hidden: 0,
            sent: 0,
          });
          const isRefused = counts.valid === 0 || (counts.invalid > 0 && invalidRows === 'fail');
          expect(outcome !== undefined).toBe(isRefused);
        },
      ),
    );
  });
});

test.each<[Partial<UploadRequestInput>, string | undefined, number]>([
  [{ rowsWiderThanHeader: 'fail' }, 'too_many_columns', 1],
  [{ rowsWiderThanHeader: 'drop' }, undefined, 1],
  [{ rowsWiderThanHeader: 'keep' }, undefined, 0],
])('with %j a row wider than the header makes the outcome %s', (given, code, invalid) => {
  const { outcome, counts } = checked(['PhoneNumber'], [['9845012345'], ['9845012346', 'x']], given);
  expect([outcome?.code, counts.invalid]).toEqual([code, invalid]);
});
