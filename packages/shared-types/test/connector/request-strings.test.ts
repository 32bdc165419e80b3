import { parseUploadRequest, ProblemError, subscriptionRequestSchema, toFieldErrors } from '../../src';

const ACCOUNT = { username: 'acme', apiKey: 'key-0123456789' };
const FILE = { url: 'https://crm.example/export.csv' };
const BASE = { account: ACCOUNT, campaignName: 'Diwali', file: FILE };
const HOOK = 'https://crm.example/hook';

function faultsOfUpload(change: object): readonly { path: string; message: string }[] {
  try {
    parseUploadRequest({ ...BASE, ...change }, { hasFilePart: false });
  } catch (error) {
    if (error instanceof ProblemError) return error.errors ?? [];
    throw error;
  }
  return [];
}

function faultsOfSubscription(change: object): readonly { path: string; message: string }[] {
  const parsed = subscriptionRequestSchema.safeParse({ url: HOOK, ...change });
  return parsed.success ? [] : toFieldErrors(parsed.error);
}

const secretOf = (bytes: number) => `whsec_${Buffer.alloc(bytes, 0xfb).toString('base64')}`;

describe('the secret of a receiver', () => {
  test.each([24, 25, 26, 32, 61, 62, 63, 64])('may have %d bytes', (bytes) => {
    expect(faultsOfUpload({ notifySecret: secretOf(bytes) })).toEqual([]);
    expect(faultsOfSubscription({ secret: secretOf(bytes) })).toEqual([]);
  });

  test.each([
    ['one character, which decodes to no byte', 'whsec_A'],
    ['nothing after its prefix', 'whsec_'],
    ['no prefix', secretOf(32).slice('whsec_'.length)],
    ['a prefix in capitals', secretOf(32).replace('whsec', 'WHSEC')],
    ['23 bytes', secretOf(23)],
    ['65 bytes', secretOf(65)],
    ['a megabyte', secretOf(1_000_000)],
    ['padding alone', `whsec_${'='.repeat(32)}`],
    ['too much padding', `${secretOf(24)}==`],
    ['no padding where some belongs', secretOf(32).replace(/=+$/, '')],
    ['the letters of base64url', secretOf(24).replace(/[+/]/g, '-')],
    ['a space within', secretOf(24).replace(/^(.{20})./, '$1 ')],
    ['a line break at its end', `${secretOf(24)}\n`],
    ['bits that no byte holds', `whsec_${'A'.repeat(33)}B==`],
  ])('is refused with %s', (_, secret) => {
    expect(faultsOfUpload({ notifySecret: secret })).toMatchObject([{ path: 'notifySecret' }]);
    expect(faultsOfSubscription({ secret })).toMatchObject([{ path: 'secret' }]);
  });
});

describe('a URL that something is posted to', () => {
  const faultsAt = (url: string) => [
    ...faultsOfUpload({ account: { ...ACCOUNT, uploadUrl: url }, notifyUrl: url }),
    ...faultsOfSubscription({ url }),
  ];
  const refusedAtAll = (message: RegExp) =>
    ['account.uploadUrl', 'notifyUrl', 'url'].map((path) => ({
      path,
      message: expect.stringMatching(message) as unknown,
    }));

  test.each([
    HOOK,
    'http://n8n:5678/webhook/a/b?x=1&mail=a@b.example',
    'http://127.0.0.1:3000/@path',
    'http://[::1]:5678/webhook-waiting/1?signature=x',
    'HTTPS://CRM.example',
    'https://crm.example/a b/नमस्ते',
  ])('may be %s', (url) => {
    expect(faultsAt(url)).toEqual([]);
  });

  test.each([
    ['user and password', 'https://user:secret@crm.example/', /user name or password/],
    ['a user', 'https://user@crm.example/', /user name or password/],
    ['a password', 'http://:secret@crm.example/', /user name or password/],
    ['empty userinfo', 'http://@crm.example/', /user name or password/],
    ['userinfo behind backslashes', String.raw`http:/\/\user@crm.example/`, /http or https URL|user name/],
    ['userinfo after many slashes', 'http:////user@crm.example/', /user name or password/],
    ['a fragment', 'https://crm.example/#part', /fragment/],
    ['an empty fragment', 'https://crm.example/#', /fragment/],
    ['a space before', ` ${HOOK}`, /space/],
    ['a no-break space after', `${HOOK}\u00a0`, /space/],
    ['a line feed after', `${HOOK}\n`, /control characters/],
    ['a tab within', 'https://crm\t.example/', /control characters/],
    ['a NUL', `${HOOK}\0`, /control characters/],
    ['half of a character', `${HOOK}\ud83d`, /half of a character/],
    ['another scheme', 'ftp://crm.example/', /http or https URL/],
    ['a script', 'javascript:alert(1)', /http or https URL/],
    ['no host', 'https://', /http or https URL/],
    ['8,193 characters', `${HOOK}${'x'.repeat(8_193 - HOOK.length)}`, /at most 8192 characters/],
  ])('is refused with %s', (_, url, message) => {
    expect(faultsAt(url)).toEqual(refusedAtAll(message));
  });

  test('is not repeated where it holds a password', () => {
    expect(JSON.stringify(faultsAt('https://user:secret@crm.example/'))).not.toMatch('secret@');
  });
});

test('the URL of a file may bring a user name and password, and spaces around it', () => {
  const url = 'https://user:password@crm.example/export.csv#sheet';
  expect(parseUploadRequest({ ...BASE, file: { url: ` ${url}\n` } }, { hasFilePart: false }).file?.url).toBe(
    url,
  );
});

test('the URL of a file is refused with half of a character', () => {
  expect(faultsOfUpload({ file: { url: `${FILE.url}?name=\ud83d` } })).toMatchObject([
    { path: 'file.url', message: expect.stringMatching('half of a character') as unknown },
  ]);
});

describe('a text on one line', () => {
  const MEMBERS: [string, (text: string) => object][] = [
    ['campaignName', (text) => ({ campaignName: text })],
    ['account.username', (text) => ({ account: { ...ACCOUNT, username: text } })],
    ['account.apiKey', (text) => ({ account: { ...ACCOUNT, apiKey: text } })],
    ['agentIds.0', (text) => ({ agentIds: [text] })],
    ['skills.0', (text) => ({ skills: [text] })],
    ['columns.Mobile', (text) => ({ columns: { Mobile: text } })],
    ['columns.__proto__', (text) => ({ columns: { ['__proto__']: text } })],
    ['file.headers.X-Note', (text) => ({ file: { ...FILE, headers: { 'X-Note': text } } })],
  ];

  describe.each(MEMBERS)('%s', (path, change) => {
    test.each([
      'a\r\nb',
      'a\nb',
      'a\0b',
      'a\u0007b',
      'a\u001bb',
      'a\u007fb',
      'a\u0085b',
      'a\u2028b',
      'a\u2029b',
      'a\ud800',
      '\udc00b',
    ])('is refused as %j', (text) => expect(faultsOfUpload(change(text))).toMatchObject([{ path }]));

    test('is refused with a megabyte', () => {
      expect(faultsOfUpload(change('x'.repeat(1_000_000)))).toMatchObject([{ path }]);
    });

    test('may have what a name has', () => {
      expect(faultsOfUpload(change("O'Neill & Co. (Pune) #1 / été"))).toEqual([]);
    });
  });

  test.each(['', ' ', '\u200b', '\u2060\ufeff', '\u00a0\u3000'])('is no name as %j', (text) => {
    expect(faultsOfUpload({ campaignName: text })).toMatchObject([{ path: 'campaignName' }]);
    expect(faultsOfUpload({ account: { username: text, apiKey: text } })).toMatchObject([
      { path: 'account.username' },
      { path: 'account.apiKey' },
    ]);
    expect(faultsOfSubscription({ campaignName: text, username: text })).toMatchObject([
      { path: 'campaignName' },
      { path: 'username' },
    ]);
  });

  test('loses the space around a name, and has 255 characters at most', () => {
    const { campaignName } = parseUploadRequest(
      { ...BASE, campaignName: ' Diwali\n' },
      { hasFilePart: false },
    );
    expect(campaignName).toBe('Diwali');
    expect(faultsOfUpload({ campaignName: 'न'.repeat(255) })).toEqual([]);
    expect(faultsOfUpload({ campaignName: 'Diwali 📞' })).toEqual([]);
    expect(faultsOfUpload({ campaignName: 'न'.repeat(256) })).toEqual([
      { path: 'campaignName', message: 'must have at most 255 characters' },
    ]);
  });
});

describe('the name of a column in a file', () => {
  test('may hold the tabs and line breaks of a spreadsheet', () => {
    expect(faultsOfUpload({ columns: { 'Mobile\r\n\tNo': 'PhoneNumber' } })).toEqual([]);
  });

  test.each(['Mobile\0', 'Mobile\u001b', 'Mobile\u0085', 'Mobile\ud800', 'x'.repeat(1_001)])(
    'is refused as %j',
    (name) => {
      const [fault, ...more] = faultsOfUpload({ columns: { [name]: 'PhoneNumber' } });
      expect(more).toEqual([]);
      expect(fault).toMatchObject({
        path: expect.stringMatching(/^columns\./) as unknown,
        message: expect.stringMatching(/A column name|at most 1000/) as unknown,
      });
    },
  );
});

test('lists and records of a request are bounded', () => {
  const record = (count: number, prefix: string) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, 'x']));
  const list = (count: number) => Array.from({ length: count }, () => 'x');
  expect(
    faultsOfUpload({ columns: record(1_000, 'c'), file: { ...FILE, headers: record(50, 'h') } }),
  ).toEqual([]);
  expect(
    faultsOfUpload({
      columns: record(1_001, 'c'),
      file: { ...FILE, headers: record(51, 'h') },
      agentIds: list(10_001),
      skills: list(10_001),
      notifyBy: `2030-01-01T00:00:00.${'0'.repeat(100)}Z`,
    })
      .map(({ path }) => path)
      .sort(),
  ).toEqual(['agentIds', 'columns', 'file.headers', 'notifyBy', 'skills']);
});
