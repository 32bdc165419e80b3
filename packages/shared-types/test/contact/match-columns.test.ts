import {
  checkHeaders,
  COMMON_COLUMNS,
  commonNameKey,
  findCommonTarget,
  KNOWN_HEADERS,
  matchColumns,
  type ContactRules,
  type KnownHeader,
} from '../../src';

const tableNames = KNOWN_HEADERS.flatMap((target) =>
  Object.entries(COMMON_COLUMNS[target]).flatMap(([product, names]) =>
    names.map((name): [string, string, KnownHeader] => [name, product, target]),
  ),
);

const aliasesOf = (source: readonly string[], columns: Record<string, string> = {}) =>
  matchColumns(source, columns, 'aliases').headers;

describe('the table of common column names', () => {
  test.each(tableNames)('knows "%s" of %s as %s', (name, _, target) =>
    expect(findCommonTarget(name)).toBe(target),
  );

  test('gives each name one target', () => {
    const targets = new Map<string, Set<KnownHeader>>();
    for (const [name, , target] of tableNames) {
      const key = commonNameKey(name);
      targets.set(key, (targets.get(key) ?? new Set()).add(target));
    }
    expect([...targets].filter(([, { size }]) => size > 1)).toEqual([]);
  });

  test.each([
    ['Mobile No.', 'PhoneNumber'],
    ['MOBILE_NUMBER', 'PhoneNumber'],
    [' mobile  no ', 'PhoneNumber'],
    ['Mobile\u00a0No', 'PhoneNumber'],
    ['\ufeffMobile No', 'PhoneNumber'],
    ['Mo\u200bbile', 'PhoneNumber'],
    ['Mobile #', 'PhoneNumber'],
    ['Mobile No*', 'PhoneNumber'],
    ['Mobile No (10 digits)', 'PhoneNumber'],
    ['Ph. No.', 'PhoneNumber'],
    ['Phone-Number', 'PhoneNumber'],
    ['Phone 1', 'PhoneNumber'],
    ['Mobile +91', 'PhoneNumber'],
    ['Mobile No. (10 digits, without +91)', 'PhoneNumber'],
    ['Phone [mandatory]', 'PhoneNumber'],
    ['Name (as in the passport)', 'Name'],
    ['Phone 1 - Value', 'PhoneNumber'],
    ['Ｍｏｂｉｌｅ', 'PhoneNumber'],
    ['(Mobile)', 'PhoneNumber'],
    ['मोबाइल नंबर', 'PhoneNumber'],
    ['customer-name', 'Name'],
    ['Name:', 'Name'],
    ['Agent-Id', 'AgentId'],
    ['SKILLS', 'Skill'],
  ] as const)('knows the spelling "%s" as %s', (header, target) =>
    expect(findCommonTarget(header)).toBe(target),
  );

  test.each([
    ...['First Name', 'Last Name', 'Company Name', 'Account Name', 'Lead Owner', 'Contact Owner', 'Owner'],
    ...['Alternate Mobile', 'Other Phone', 'Assistant Phone', 'Fax', 'Phone 1 - Type', 'Lead ID', 'Contact'],
    ...[
      'Customer',
      'Number',
      'No',
      'Customer ID',
      'Caller ID',
      'Email',
      '',
      '()',
      '12345',
      '+91 98765 43210',
      'Mobile 9845012345',
      '{"PhoneNumber":"+91 98450 12345"}',
    ],
    ...[
      'Phone 2',
      'Mobile2',
      'Mobile No. 3',
      'Phone 2 - Value',
      'Mobile ②',
      'मोबाइल २',
      'Phone 10',
      'Mobile (2)',
    ],
    ...[
      'Phone (do not call)',
      'Mobile (Alternate)',
      'Mobile [2nd]',
      '(Other) Phone',
      'Phone （old）',
      'Mobile (DND)',
    ],
    ...['Mobile ((Emergency))', 'Phone (10 digits) (of the father)', 'मोबाइल (पुराना)'],
    `Mobile ${'('.repeat(100_000)}`,
  ])('knows nothing of "%.30s"', (header) => expect(findCommonTarget(header)).toBeUndefined());
});

describe('with columnMatching aliases', () => {
  test('the only column with a common name is used as the known one', () => {
    expect(aliasesOf(['Lead ID', 'Customer Name', 'Mobile No', 'Agent', 'Skill Name'])).toEqual([
      'Lead ID',
      'Name',
      'PhoneNumber',
      'AgentId',
      'Skill',
    ]);
  });

  test.each<[string, string[], string[]]>([
    ['two columns fit', ['Mobile', 'Phone', 'City'], ['Mobile', 'Phone', 'City']],
    ['two of one spelling fit', ['Mobile No', 'Mobile Number'], ['Mobile No', 'Mobile Number']],
    ['only a second number is there', ['Lead', 'Phone 2'], ['Lead', 'Phone 2']],
    ['an exact name is there', ['Mobile', 'phone number'], ['Mobile', 'PhoneNumber']],
  ])('none is used when %s', (_, source, headers) => expect(aliasesOf(source)).toEqual(headers));

  test('a second number does not matter beside the first', () => {
    const source = ['Phone 1', 'Phone 2', 'Phone (do not call)'];
    expect(aliasesOf(source)).toEqual(['PhoneNumber', 'Phone 2', 'Phone (do not call)']);
  });

  test('two that fit one target do not matter for another', () => {
    expect(aliasesOf(['Mobile', 'Phone', 'Full Name'])).toEqual(['Mobile', 'Phone', 'Name']);
  });

  test('columns decide first', () => {
    expect(aliasesOf(['Mobile', 'Work Phone'], { 'Work Phone': 'PhoneNumber' })).toEqual([
      'Mobile',
      'PhoneNumber',
    ]);
    expect(aliasesOf(['Mobile', 'Work Phone'], { Mobile: 'AltPhone' })).toEqual(['AltPhone', 'PhoneNumber']);
    expect(aliasesOf(['Mobile', 'Number'], { Number: 'phoneNumber' })).toEqual(['Mobile', 'phoneNumber']);
  });
});

const RULES: ContactRules = {
  columns: {},
  agentIds: [],
  skills: [],
  invalidRows: 'fail',
  duplicates: 'keep',
  split: false,
};
const checked = (source: readonly string[], rules: Partial<ContactRules>) =>
  checkHeaders(source, { ...RULES, ...rules });

describe('the check of a header', () => {
  test('with aliases says which column it used', () => {
    expect(checked(['Mobile No', 'Full Name', 'City'], { columnMatching: 'aliases' })).toMatchObject({
      verdict: 'accepted',
      phoneNumber: 0,
      name: 1,
      notices: [
        { code: 'column_alias_used', message: 'Mobile No was used as PhoneNumber.' },
        { code: 'column_alias_used', message: 'Full Name was used as Name.' },
      ],
      columns: [
        { source: 'Mobile No', target: 'PhoneNumber' },
        { source: 'Full Name', target: 'Name' },
        { source: 'City', target: 'City' },
      ],
    });
  });

  test.each([{}, { columnMatching: 'names' }] as const)('with %j only suggests a column', (rules) => {
    const outcome = {
      code: 'phone_number_column_missing',
      message:
        'No column is PhoneNumber; the first row has "Lead ID", "Mobile No". "Mobile No" is a common name for it: map it with "columns": {"Mobile No":"PhoneNumber"}, or set "columnMatching" to "aliases".',
      columnFault: {
        kind: 'missing',
        column: 'PhoneNumber',
        found: ['Lead ID', 'Mobile No'],
        candidates: ['Mobile No'],
        unmatched: [],
        unmatchedCount: 0,
      },
    };
    expect(checked(['Lead ID', 'Mobile No'], rules)).toMatchObject({
      verdict: 'rejected',
      outcome,
      columns: [
        { source: 'Lead ID', target: 'Lead ID' },
        { source: 'Mobile No', target: 'Mobile No', suggestion: 'PhoneNumber' },
      ],
    });
  });

  test('suggests a name for a file that may be sent as it is', () => {
    expect(checked(['PhoneNumber', 'Customer Name'], {})).toMatchObject({
      verdict: 'accepted',
      headers: ['PhoneNumber', 'Customer Name'],
      notices: [],
      columns: [
        { source: 'PhoneNumber', target: 'PhoneNumber' },
        { source: 'Customer Name', target: 'Customer Name', suggestion: 'Name' },
      ],
    });
  });

  test.each(['names', 'aliases'] as const)('with %s names both columns when two fit', (columnMatching) => {
    const verdict = checked(['Mobile', 'Phone'], { columnMatching });
    expect(verdict).toMatchObject({
      verdict: 'rejected',
      outcome: {
        message: expect.stringContaining(
          '"Mobile" and "Phone" have common names for it: map the right one, such as with "columns": {"Mobile":"PhoneNumber"}.',
        ) as unknown,
        columnFault: { candidates: ['Mobile', 'Phone'] },
      },
    });
    expect(verdict.columns).toEqual([
      { source: 'Mobile', target: 'Mobile' },
      { source: 'Phone', target: 'Phone' },
    ]);
  });

  test('advises to delete a title above the header, which stands alone in its row', () => {
    const advice = 'If there are lines above the header, delete them.';
    expect(checked(['Leads of March'], {})).toMatchObject({
      outcome: { message: expect.stringContaining(advice) as unknown },
    });
    expect(checked(['Lead ID', 'Town'], {})).toMatchObject({
      outcome: { message: expect.not.stringContaining(advice) as unknown },
    });
  });

  test('gives no example with a name that it had to shorten', () => {
    const name = 'Mobile No (ten digits, without the country code)';
    expect(checked([name], {})).toMatchObject({
      outcome: {
        message: expect.stringMatching(
          /…" is a common name for it: map it with "columns", or set/,
        ) as unknown,
      },
    });
  });

  test.each(['Mobile*', 'Phone (10 digits)*', 'Mobile…'])('gives an example with %s as it is', (name) => {
    expect(checked([name], {})).toMatchObject({
      outcome: { message: expect.stringContaining(`{"${name}":"PhoneNumber"}`) as unknown },
    });
  });

  test('cuts no character in two where it shortens a name', () => {
    const name = `Mobile No ${'📱'.repeat(30)}`;
    expect(checked([name], {})).toMatchObject({
      outcome: { columnFault: { found: [`Mobile No ${'📱'.repeat(14)}…`] } },
    });
  });

  test.each([
    ['agentwise', 'agent_id_column_missing', 'Agent Code', 'AgentId'],
    ['skillwise', 'skill_column_missing', 'Skills', 'Skill'],
  ] as const)('of a campaign that is %s suggests its column too', (campaignType, code, header, column) => {
    const source = ['PhoneNumber', header];
    expect(checked(source, { campaignType })).toMatchObject({
      outcome: { code, columnFault: { column, candidates: [header] } },
    });
    expect(checked(source, { campaignType, columnMatching: 'aliases' })).toMatchObject({
      verdict: 'accepted',
      headers: ['PhoneNumber', column],
    });
  });

  test('names the columns that would become one', () => {
    expect(checked(['Phone Number', 'PHONENUMBER', 'City'], {})).toMatchObject({
      outcome: {
        code: 'duplicate_column',
        columnFault: { kind: 'doubled', column: 'PhoneNumber', sources: ['Phone Number', 'PHONENUMBER'] },
      },
    });
  });

  test('lists at most a hundred columns of a header that has thousands', () => {
    const source = Array.from({ length: 16_384 }, (_, index) => `Column ${index}`);
    expect(checked(source, { columnMatching: 'aliases' }).columns).toHaveLength(100);
  });
});
