import { readAnswer, VENDOR_CODES } from '../../src';
import { ENCODINGS } from './answer-encodings';
import { DOCUMENTED_MESSAGES, type DocumentedMessage } from './documented-messages';

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
