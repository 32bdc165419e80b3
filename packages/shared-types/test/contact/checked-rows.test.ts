import { checkHeaders, type ContactRow, type UploadRequestInput } from '../../src';
import { checked, checkOf, columns, rulesOf } from './checking';

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

  test('with a known agent among spaces says what to delete', () => {
    const [problem] = problemsOf(['PhoneNumber', 'AgentId'], ['98', 'a1   '], {
      campaignType: 'agentwise',
      agentIds: ['a1'],
    });
    expect(problem?.message).toMatch(/not in the list .* spaces before or behind it: delete them\.$/);
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
    const row: ContactRow = {
      width: 1,
      line: 2,
      text: () => '1234567890123450000',
      faultOf: () => 'imprecise',
    };
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

test.each<[Partial<UploadRequestInput>, string | undefined, number]>([
  [{ rowsWiderThanHeader: 'fail' }, 'too_many_columns', 1],
  [{ rowsWiderThanHeader: 'drop' }, undefined, 1],
  [{ rowsWiderThanHeader: 'keep' }, undefined, 0],
])('with %j a row wider than the header makes the outcome %s', (given, code, invalid) => {
  const { outcome, counts } = checked(['PhoneNumber'], [['9845012345'], ['9845012346', 'x']], given);
  expect([outcome?.code, counts.invalid]).toEqual([code, invalid]);
});
