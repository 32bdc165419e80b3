import fc from 'fast-check';
import { readAnswer, VENDOR_CODES } from '../../src';
import { DOCUMENTED_MESSAGES, type DocumentedMessage } from './documented-messages';

type Members = Readonly<Record<string, string>>;

const multipart = (fields: Members, newline = '\r\n'): string =>
  Object.entries(fields)
    .map(([name, value]) =>
      ['--b0undary', `Content-Disposition: form-data; name="${name}"`, '', value, ''].join(newline),
    )
    .join('') + `--b0undary--${newline}`;

/** Every form in which an answer has been seen or is feared; the reader is given nothing but the body. */
const ENCODINGS: readonly (readonly [string, (members: Members) => string])[] = [
  ['JSON', (members) => JSON.stringify(members)],
  [
    'JSON with a byte order mark and blank lines',
    (members) => `\uFEFF\r\n${JSON.stringify(members, null, 2)}\n\n`,
  ],
  ['JSON in a JSON string', (members) => JSON.stringify(JSON.stringify(members))],
  ['JSON in an array', (members) => JSON.stringify([members])],
  [
    'JSON with member names in capitals',
    (members) => JSON.stringify(withKeys(members, (key) => key.toUpperCase())),
  ],
  [
    'JSON with spaces around the member names',
    (members) => JSON.stringify(withKeys(members, (key) => ` ${key} `)),
  ],
  ['JSON with a member data', (members) => JSON.stringify({ data: members })],
  ['text as the page prints it', (members) => bare(members)],
  ['text as the page prints it, with a brace at the end', (members) => `${bare(members)}}`],
  ['text as the page prints it, with line breaks', (members) => `{${bare(members, '\n')}`],
  ['form fields', (members) => new URLSearchParams(members).toString()],
  [
    'a form field data holding JSON',
    (members) => new URLSearchParams({ data: JSON.stringify(members) }).toString(),
  ],
  [
    'a form field data holding JSON, beside others',
    (members) => `id=1&${new URLSearchParams({ data: JSON.stringify(members) }).toString()}`,
  ],
  ['multipart', (members) => multipart(members)],
  ['multipart with bare line feeds', (members) => multipart(members, '\n')],
  ['a multipart field data holding JSON', (members) => multipart({ data: JSON.stringify(members) })],
];

function withKeys(members: Members, change: (key: string) => string): Members {
  return Object.fromEntries(Object.entries(members).map(([key, value]) => [change(key), value]));
}

function bare(members: Members, separator = ' '): string {
  return Object.entries(members)
    .map(([name, value]) => `"${name}": ${JSON.stringify(value)}`)
    .join(separator);
}

const SPELLINGS: readonly (readonly [string, (message: string) => string])[] = [
  ['as the page has it', (message) => message],
  ['in lower case', (message) => message.toLowerCase()],
  ['in capitals', (message) => message.toUpperCase()],
  ['with spaces around', (message) => `  ${message} \n`],
  ['with doubled spaces', (message) => message.replaceAll(' ', '  ')],
  ['with spaces that do not break', (message) => message.replaceAll(' ', '\u00A0')],
  ['with a full stop', (message) => `${message}.`],
];

describe.each(DOCUMENTED_MESSAGES)('"$message"', (documented: DocumentedMessage) => {
  const { code, status, message, rows, campaign, variants = [] } = documented;

  test.each(ENCODINGS)('is understood as %s', (_, encode) => {
    const members = { status, message, campaign: 'Diwali', username: 'acme' };
    expect(readAnswer(encode(members))).toEqual({
      status,
      code,
      message,
      campaign: 'Diwali',
      username: 'acme',
      ...(rows === undefined ? {} : { rows }),
    });
  });

  test('has its campaign out of the text where no field names it', () => {
    expect(readAnswer(JSON.stringify({ status, message })).campaign).toBe(campaign);
  });

  test.each(SPELLINGS)('is understood %s', (_, spell) => {
    expect(readAnswer(JSON.stringify({ status, message: spell(message) })).code).toBe(code);
  });

  test.each(variants.length === 0 ? [message] : variants)('is understood as "%s"', (variant) => {
    const answer = readAnswer(JSON.stringify({ status, message: variant }));
    expect(answer).toMatchObject({ code, message: variant });
    expect(answer.rows).toEqual(rows);
    expect(answer.campaign).toBe(campaign);
  });

  test('as the text alone has its code, and a status that is missing', () => {
    expect(readAnswer(message)).toMatchObject({ status: 'missing', code, message });
  });
});

test('every code that the vendor’s page knows is tested here', () => {
  const tested = DOCUMENTED_MESSAGES.map(({ code }) => code);
  expect([...tested, 'unrecognised'].sort()).toEqual([...VENDOR_CODES].sort());
});

test.each([
  ['success', 'success'],
  ['SUCCESS', 'success'],
  [' Success ', 'success'],
  ['error', 'error'],
  [' error', 'error'],
  ['failure', 'error'],
  ['FAIL', 'error'],
  ['false', 'error'],
  ['', 'error'],
  ['successful', 'error'],
  ['not success', 'error'],
])('the status "%s" is %s', (status, expected) => {
  expect(readAnswer(JSON.stringify({ status, message: 'Data processing' })).status).toBe(expected);
});

test.each([
  [false, 'error'],
  [true, 'error'],
  [0, 'error'],
  [null, 'missing'],
  [{}, 'missing'],
])('the status %j, no text, is %s', (status, expected) => {
  expect(readAnswer(JSON.stringify({ status, message: 'Data processing' })).status).toBe(expected);
});

describe('a body that is no answer', () => {
  test.each([
    ['empty', ''],
    ['blank', ' \r\n '],
    ['a page', '<!doctype html><html><body>Authentication failed</body></html>'],
    ['a word', 'OK'],
    ['a number', '200'],
    ['null', 'null'],
    ['an empty object', '{}'],
    ['an empty list', '[]'],
    ['broken JSON', '{"stat'],
    ['other form fields', 'a=1&b=2'],
    ['a form field data with no JSON', 'data=hello'],
    ['a multipart body without fields', '--b\r\n--b--\r\n'],
    ['a multipart beginning alone', '--b\r\nContent-Disposition: form-data; name="status"'],
    ['XML', '<?xml version="1.0"?><status>success</status>'],
  ])('%s: its status is missing, its text is kept', (_, body) => {
    expect(readAnswer(body)).toEqual({ status: 'missing', code: 'unrecognised', message: body.trim() });
  });

  test('is kept from its beginning, not whole', () => {
    const { message } = readAnswer(`<html>${'x'.repeat(100_000)}`);
    expect(message).toHaveLength(2000);
    expect(message).toMatch(/^<html>x/);
  });

  test.each([
    [
      'Spring',
      '{"timestamp":"2024-01-01T00:00:00Z","status":500,"error":"Internal Server Error","path":"/x"}',
    ],
    ['Express', '{"status":502,"message":"Bad gateway"}'],
  ])('the error object of a web framework (%s) has no status of the vendor', (_, body) => {
    expect(readAnswer(body)).toMatchObject({ status: 'missing', code: 'unrecognised' });
  });
});

describe('what the user is told', () => {
  test('is the vendor’s text verbatim, odd spaces and all', () => {
    expect(readAnswer('{"status":" error","message":"Data  upload failed "}').message).toBe(
      'Data  upload failed ',
    );
  });

  test('is not taken for a known one that only begins like it, however far off the rest is', () => {
    const message = `Data processing${' '.repeat(5_000)}failed`;
    expect(readAnswer(JSON.stringify({ status: 'success', message }))).toMatchObject({
      code: 'unrecognised',
      message,
    });
  });

  test('is the body where the answer has no message', () => {
    const body = '{"status":"error","reason":"Something new"}';
    expect(readAnswer(body)).toEqual({ status: 'error', code: 'unrecognised', message: body });
  });

  test('is the unknown text', () => {
    expect(readAnswer('{"status":"error","message":"Licence expired"}')).toEqual({
      status: 'error',
      code: 'unrecognised',
      message: 'Licence expired',
    });
  });
});

describe('rows', () => {
  const rowsOf = (list: string) =>
    readAnswer(
      JSON.stringify({
        status: 'error',
        message: `Invalid phone no.s found at rows [${list}] for campaign X`,
      }),
    ).rows;

  test.each([
    ['1', [1]],
    ['1,2,3', [1, 2, 3]],
    [' 1 , 2 ', [1, 2]],
    ['1,2,3,..,n', [1, 2, 3]],
    ['', undefined],
    ['n', undefined],
    ['99999999999999999999', undefined],
  ])('[%s] are %j', (list, rows) => expect(rowsOf(list)).toEqual(rows));

  test('50,000 of them are all read, also from text alone', () => {
    const rows = Array.from({ length: 50_000 }, (_, index) => index + 1);
    const message = `Invalid phone no.s found at rows [${rows.join(',')}] for campaign X`;
    expect(readAnswer(JSON.stringify({ status: 'error', message })).rows).toEqual(rows);
    expect(readAnswer(message)).toEqual({
      status: 'missing',
      code: 'invalid_phone_numbers',
      message,
      rows,
      campaign: 'X',
    });
  });

  test('are none where oversized names are listed by name', () => {
    const message = 'Rows exceeded allowed name column size(100) : [Asha, Ravi]';
    const answer = readAnswer(JSON.stringify({ status: 'error', message }));
    expect(answer.code).toBe('names_too_long');
    expect(answer.rows).toBeUndefined();
  });
});

test.each([
  'Diwali',
  'Diwali Sale 2024',
  'rows [9] for campaign Y',
  'A] for campaign B',
  'दीवाली',
  "Q1/Q2 & 'more'",
])('the campaign "%s" is read whole, and does not confuse the rows', (campaign) => {
  const message = `Excess columns found at rows [4,5] for campaign ${campaign}`;
  expect(readAnswer(JSON.stringify({ status: 'error', message }))).toMatchObject({
    code: 'too_many_columns',
    rows: [4, 5],
    campaign,
  });
});

describe('whatever the body', () => {
  const almostAnswers = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc
      .record({ status: fc.anything(), message: fc.anything(), data: fc.anything() })
      .map((value) => String(safeJson(value))),
    fc
      .array(
        fc.constantFrom(
          '"status"',
          ':',
          '"',
          '\\',
          '{',
          '}',
          '[',
          ']',
          'rows',
          '--b',
          '\r\n',
          'name=',
          '&',
          '=',
          '%',
        ),
      )
      .map((parts) => parts.join('')),
  );

  test('it is read without an error, and its status is one of three', () => {
    fc.assert(
      fc.property(almostAnswers, (body) => {
        const answer = readAnswer(body);
        expect(['success', 'error', 'missing']).toContain(answer.status);
        expect(VENDOR_CODES).toContain(answer.code);
      }),
      { numRuns: 2000 },
    );
  });

  test('the form it comes in changes nothing', () => {
    const wordOf = fc.stringMatching(/^[A-Za-z0-9 .,!?é-]{1,40}$/).map((text) => `a${text}z`);
    fc.assert(
      fc.property(
        fc.record({ status: fc.constantFrom('success', 'error', 'FAIL'), message: wordOf, campaign: wordOf }),
        fc.constantFrom(...ENCODINGS),
        (members, [, encode]) => {
          expect(readAnswer(encode(members))).toEqual(readAnswer(JSON.stringify(members)));
        },
      ),
    );
  });

  test.each([
    ['opened lists', 'rows ['.repeat(350_000)],
    ['colons and lists', ':['.repeat(1_000_000)],
    ['spaces behind a campaign', `rows [1] for campaign x${' '.repeat(2_000_000)}y`],
    ['spaces behind a bracket', `]${' '.repeat(2_000_000)}`],
    ['an unclosed member', `"status": "${'a'.repeat(2_000_000)}`],
    ['a long member', `"status": "${'a'.repeat(2_000_000)}" "message": "x"}`],
    ['escapes', `"status": "${'\\"'.repeat(1_000_000)}`],
    ['nested lists', '['.repeat(2_000_000)],
    ['nested objects', '{"data":'.repeat(250_000)],
    ['nested objects that close', `${'{"data":'.repeat(100_000)}{}${'}'.repeat(100_000)}`],
    ['form fields', 'a=1&'.repeat(500_000)],
    ['form fields that all differ', numbered(180_000, (index) => `f${index}=1`).join('&')],
    ['members that all differ', `{${numbered(140_000, (index) => `"k${index}":1`).join(',')}}`],
    ['rows', `Excess columns found at rows [${'1,'.repeat(1_000_000)}1] for campaign x`],
    ['boundaries', '--b\r\n'.repeat(400_000)],
    ['multipart parts', '--b\r\n\r\n'.repeat(250_000)],
    ['line breaks in multipart', `--b\r\n${'\r\n'.repeat(1_000_000)}`],
    ['apostrophes', "'".repeat(2_000_000)],
  ])('2 MiB of %s cost no others their time', (_, body) => {
    const before = process.threadCpuUsage();
    readAnswer(body);
    readAnswer(JSON.stringify({ status: 'error', message: body }));
    const { user, system } = process.threadCpuUsage(before);
    // Two reads, of which each may take a tenth of a second, on a machine that is half as fast.
    expect((user + system) / 1000).toBeLessThan(400);
  });
});

function numbered(count: number, make: (index: number) => string): string[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function safeJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
