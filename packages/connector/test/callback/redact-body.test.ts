import { redactBody } from '../../src/callback/redact-body';

const SECRET = 'a secret, with "quotes" and \\ in it';
const inJson = (value: unknown) => JSON.stringify(value);
const members = (value: unknown) => ({ status: 'success', apiKey: value, message: 'Data uploaded' });

describe('a callback body as it is kept', () => {
  it.each([
    ['a member with spaces and escaped quotes', inJson(members(SECRET))],
    ['a member in JSON within JSON', inJson({ data: inJson(members(SECRET)), message: 'Data uploaded' })],
    [
      'a member two levels of JSON deep',
      inJson({ x: inJson({ y: inJson(members(SECRET)) }), message: 'Data uploaded' }),
    ],
    [
      'a member of a form field data',
      `${new URLSearchParams({ data: inJson(members(SECRET)) }).toString()}&message=Data+uploaded`,
    ],
    ['a nested object', inJson(members({ inner: 'a secret', list: ['a secret'] }))],
    ['a nested array', inJson(members(['a secret', { deep: 'a secret' }]))],
    ['a number', '{"token": 4711, "message":"Data uploaded"}'],
    ['a form field', 'status=success&Access_Token=a secret&message=Data uploaded'],
    ['a form field, encoded', 'status=success&api-key=a+secret%22x&message=Data uploaded'],
    ['a header line', 'Authorization: Bearer a secret\r\nmessage: Data uploaded'],
    ['a bearer token alone', 'sent with Bearer a-secret, message: Data uploaded'],
    ['a cookie line', 'Set-Cookie: sid=a secret; Path=/\nmessage: Data uploaded'],
    ['an element', '<r><ApiKey>a secret & more</ApiKey><message>Data uploaded</message></r>'],
    [
      'a part',
      '--b\r\nContent-Disposition: form-data; name="PASSWORD"\r\nContent-Type: text/plain\r\n\r\na secret\r\nin lines\r\n--b\r\nContent-Disposition: form-data; name="message"\r\n\r\nData uploaded\r\n--b--',
    ],
    ['single quotes', "{'client_secret': 'a secret', 'message': 'Data uploaded'}"],
    ['a value that is cut off', 'message=Data uploaded&data={"refreshToken":"a secret and more'],
  ])('shows no secret of %s, and the rest', (_, body) => {
    const kept = redactBody(body);
    expect(kept).toMatch('[redacted]');
    expect(kept).toMatch(/Data[ +]uploaded/);
    expect(kept).not.toMatch(/secret(?!["']?\s*:)|quotes|4711|in it|lines|more|Path/);
  });

  it.each([
    '{"status":"error","message":"Invalid token found at rows [1,2]"}',
    'status=success&message=Data uploaded successfully',
    'Authentication failed: wrong password',
    '',
  ])('is as it came where it has no secret: %s', (body) => {
    expect(redactBody(body)).toBe(body);
  });

  it('is still JSON where it was', () => {
    const { apiKey, ...rest } = JSON.parse(redactBody(inJson(members(SECRET)))) as Record<string, unknown>;
    expect(apiKey).toBe('[redacted]');
    expect(rest).toEqual({ status: 'success', message: 'Data uploaded' });
    const outer = JSON.parse(redactBody(inJson({ data: inJson(members(SECRET)) }))) as { data: string };
    expect(JSON.parse(outer.data)).toMatchObject({ apiKey: '[redacted]', message: 'Data uploaded' });
  });

  it('shows nothing behind two hundred names', () => {
    const kept = redactBody(`message=Data uploaded&${'token=a&'.repeat(200)}apiKey="a secret"&note=more`);
    expect(kept).toMatch(/^message=Data uploaded&token=\[redacted\]/);
    expect(kept).not.toMatch(/secret|more/);
  });

  it.each([
    ['line feeds behind a name', (n: number) => `token${'\n'.repeat(n)}`],
    ['names alone', (n: number) => 'token'.repeat(n / 5)],
    ['names with blanks', (n: number) => 'token \n'.repeat(n / 7)],
    ['names and separators', (n: number) => 'token='.repeat(n / 6)],
    ['backslashes', (n: number) => `token":"${'\\'.repeat(n)}`],
    ['escaped quotes', (n: number) => `token":"${'\\"'.repeat(n / 2)}`],
    ['quotes that never close', (n: number) => `"token":\\"${'\\\\"'.repeat(n / 3)}`],
    ['open brackets', (n: number) => '"token":['.repeat(n / 9)],
    ['parts without a blank line', (n: number) => 'name="token"'.repeat(n / 12)],
    ['parts before a blank line far away', (n: number) => `${'name="token"'.repeat(n / 12)}\r\n\r\nx`],
    ['encoded blanks', (n: number) => `token${'%20'.repeat(n / 3)}`],
    ['hyphens', (n: number) => `api${'-'.repeat(n)}`],
    ['bearers', (n: number) => 'bearer '.repeat(n / 7)],
  ])('takes time in proportion to its length for %s', (_, make) => {
    const timeOf = (length: number) => {
      const body = make(length);
      const times = Array.from({ length: 5 }, () => {
        const start = process.cpuUsage().user;
        redactBody(body);
        return process.cpuUsage().user - start;
      });
      return Math.min(...times);
    };
    timeOf(50_000);
    const [short, long] = [timeOf(50_000), timeOf(800_000)];
    // Sixteen times the length; a quadratic one takes 256 times as long.
    expect(long).toBeLessThan(80 * Math.max(short, 1_000));
  });
});
