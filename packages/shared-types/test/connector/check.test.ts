import { checkRequestSchema, checkResultSchema, parseCheckRequest, ProblemError } from '../../src';

const CONTACTS = [{ PhoneNumber: '98' }];

const errorsOf = (body: unknown, hasFilePart = false) => {
  try {
    parseCheckRequest(body, { hasFilePart });
    return [];
  } catch (error) {
    return (error as ProblemError).errors;
  }
};

describe('the request of a check', () => {
  test('needs neither account nor campaign', () => {
    expect(parseCheckRequest({ contacts: CONTACTS }, { hasFilePart: false })).toEqual({
      contacts: CONTACTS,
      columns: {},
      columnMatching: 'names',
      corrections: [],
      agentIds: [],
      skills: [],
      invalidRows: 'fail',
      duplicates: 'keep',
      rowsWiderThanHeader: 'fail',
      hiddenRows: 'send',
      split: false,
      dryRun: false,
    });
  });

  test('has every rule of an upload', () => {
    const body = {
      file: { url: 'https://crm.example/x.csv', headers: { Authorization: 'x' } },
      columns: { 'Mobile No': 'PhoneNumber' },
      columnMatching: 'aliases',
      corrections: [{ row: 2, column: 'Mobile No', value: '9876543210' }],
      action: 'start',
      campaignType: 'agentwise',
      agentIds: ['a1'],
      skills: [],
      invalidRows: 'drop',
      duplicates: 'drop',
      rowsWiderThanHeader: 'drop',
      hiddenRows: 'drop',
      split: true,
      format: 'xlsx',
      dryRun: true,
    };
    expect(parseCheckRequest(body, { hasFilePart: false })).toEqual(body);
  });

  test('keeps a column called __proto__', () => {
    const body = JSON.parse('{"contacts":[{"PhoneNumber":"98","__proto__":"x"}]}') as unknown;
    const [contact] = parseCheckRequest(body, { hasFilePart: false }).contacts ?? [];
    expect(Object.keys(contact ?? {})).toEqual(['PhoneNumber', '__proto__']);
  });

  test.each<[string, unknown, boolean, string[]]>([
    ['no contacts', {}, false, ['']],
    ['contacts twice', { contacts: CONTACTS }, true, ['']],
    ['a stop', { contacts: CONTACTS, action: 'stop' }, false, ['action']],
    ['an account', { contacts: CONTACTS, account: { username: 'a', apiKey: 'b' } }, false, ['account']],
    ['a campaign', { contacts: CONTACTS, campaignName: 'Diwali' }, false, ['campaignName']],
    ['an address to notify', { contacts: CONTACTS, notifyUrl: 'https://n8n.example/' }, false, ['notifyUrl']],
  ])('with %s is refused', (_, body, hasFilePart, paths) => {
    expect(errorsOf(body, hasFilePart)?.map(({ path }) => path)).toEqual(paths);
  });

  test('that is no object is refused', () => {
    expect(errorsOf('text')).toHaveLength(1);
    expect(checkRequestSchema.safeParse(null).success).toBe(false);
  });
});

test('the result of a check shows at most 20 rows', () => {
  const result = {
    problems: [],
    notices: [],
    outcome: { status: 'success', code: 'checked', message: 'ok', source: 'check' },
    parts: [],
    columns: [],
    preview: Array.from({ length: 21 }, () => ['98']),
  };
  expect(checkResultSchema.safeParse(result).success).toBe(false);
  expect(checkResultSchema.safeParse({ ...result, preview: [['98']] }).success).toBe(true);
});
