import fc from 'fast-check';
import { parseUploadRequest, problemSchema, ProblemError } from '../../src';

const ACCOUNT = { username: 'acme', apiKey: 'key-0123456789' };
const BASE = { account: ACCOUNT, campaignName: 'Diwali' };
const FILE = { url: 'https://crm.example/export.csv' };

function faultsOf(body: unknown, hasFilePart = false): readonly { path: string; message: string }[] {
  try {
    parseUploadRequest(body, { hasFilePart });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    expect(problemSchema.parse(error.toProblem())).toMatchObject({
      type: 'about:blank',
      status: 400,
      code: 'invalid_body',
      errors: error.errors,
    });
    return error.errors ?? [];
  }
  throw new Error('It was accepted.');
}

const pathsOf = (body: unknown, hasFilePart = false) => faultsOf(body, hasFilePart).map(({ path }) => path);

describe('a request is taken', () => {
  test('with a file by URL, and everything else left at its default', () => {
    expect(parseUploadRequest({ ...BASE, file: FILE }, { hasFilePart: false })).toEqual({
      ...BASE,
      file: { ...FILE, headers: {} },
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

  test('with contacts of any plain cells', () => {
    const contacts = [{ PhoneNumber: 9876543210, Name: null, VIP: true, City: 'Pune' }];
    expect(parseUploadRequest({ ...BASE, contacts }, { hasFilePart: false }).contacts).toEqual(contacts);
  });

  test('with the multipart part alone', () => {
    expect(parseUploadRequest(BASE, { hasFilePart: true })).toMatchObject(BASE);
  });

  test('as a stop without contacts', () => {
    expect(parseUploadRequest({ ...BASE, action: 'stop' }, { hasFilePart: false }).action).toBe('stop');
  });

  test('with every member that the contract names', () => {
    const body = {
      ...BASE,
      account: { ...ACCOUNT, uploadUrl: 'http://127.0.0.1:3200/endpoint' },
      action: 'start',
      file: { ...FILE, headers: { Authorization: 'Bearer x' } },
      columns: { 'Mobile No': 'PhoneNumber' },
      columnMatching: 'aliases',
      corrections: [{ row: 2, column: 'Mobile No', value: '9876543210' }],
      campaignType: 'agentwise',
      agentIds: ['a1'],
      skills: [],
      invalidRows: 'drop',
      duplicates: 'drop',
      rowsWiderThanHeader: 'keep',
      hiddenRows: 'drop',
      split: true,
      format: 'xlsx',
      notifyUrl: 'https://n8n.example/webhook-waiting/1?signature=x',
      notifySecret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      notifyBy: '2030-01-01T00:00:00+05:30',
      dryRun: true,
    };
    expect(parseUploadRequest(body, { hasFilePart: false })).toEqual(body);
  });
});

describe('exactly one source', () => {
  test.each<[string, object, boolean]>([
    ['none', {}, false],
    ['file and contacts', { file: FILE, contacts: [{ PhoneNumber: '98' }] }, false],
    ['file and the part', { file: FILE }, true],
    ['contacts and the part', { contacts: [{ PhoneNumber: '98' }] }, true],
    ['all three', { file: FILE, contacts: [{ PhoneNumber: '98' }] }, true],
  ])('%s is refused for the body as a whole', (_, sources, hasFilePart) => {
    const [fault, ...more] = faultsOf({ ...BASE, ...sources }, hasFilePart);
    expect(more).toEqual([]);
    expect(fault).toMatchObject({ path: '', message: expect.stringContaining('exactly once') as unknown });
  });

  test.each<[string, object, boolean, string[]]>([
    ['a file', { file: FILE }, false, ['file']],
    ['contacts', { contacts: [{ PhoneNumber: '98' }] }, false, ['contacts']],
    ['the part', {}, true, ['file']],
    ['a file and contacts', { file: FILE, contacts: [{ PhoneNumber: '98' }] }, false, ['file', 'contacts']],
  ])('%s with a stop is refused where it stands', (_, sources, hasFilePart, paths) => {
    const faults = faultsOf({ ...BASE, action: 'stop', ...sources }, hasFilePart);
    expect(faults.map(({ path }) => path)).toEqual(paths);
    expect(faults[0]?.message).toMatch(/stop carries no contacts/);
  });

  test('a source that is undefined is not given', () => {
    const body = { ...BASE, file: FILE, contacts: undefined };
    expect(parseUploadRequest(body, { hasFilePart: false }).file).toMatchObject(FILE);
  });
});

describe('every fault is reported with its path', () => {
  test.each<[string, object, string[]]>([
    ['no account', { account: undefined }, ['account']],
    ['no user name and no key', { account: {} }, ['account.username', 'account.apiKey']],
    ['a blank user name', { account: { ...ACCOUNT, username: '  ' } }, ['account.username']],
    [
      'an upload URL that is not http or https',
      { account: { ...ACCOUNT, uploadUrl: 'ftp://x' } },
      ['account.uploadUrl'],
    ],
    [
      'a member of the account that is not known',
      { account: { ...ACCOUNT, apikey: 'x' } },
      ['account.apikey'],
    ],
    ['no campaign', { campaignName: undefined }, ['campaignName']],
    ['a blank campaign', { campaignName: ' ' }, ['campaignName']],
    ['an unknown action', { action: 'pause' }, ['action']],
    ['an empty action', { action: '' }, ['action']],
    ['a file that is no URL', { file: { url: 'export.csv' } }, ['file.url']],
    ['a file by file://', { file: { url: 'file:///etc/passwd' } }, ['file.url']],
    ['a header that is no text', { file: { ...FILE, headers: { a: 1 } } }, ['file.headers.a']],
    ['a header of two lines', { file: { ...FILE, headers: { a: 'x\r\nb: y' } } }, ['file.headers.a']],
    ['a header beyond Latin-1', { file: { ...FILE, headers: { a: 'नमस्ते' } } }, ['file.headers.a']],
    ['columns to nothing', { columns: { Mobile: '' } }, ['columns.Mobile']],
    ['an unknown type', { campaignType: 'plain' }, ['campaignType']],
    ['agents that are no texts', { agentIds: [1] }, ['agentIds.0']],
    ['an unknown treatment of rows', { invalidRows: 'skip' }, ['invalidRows']],
    ['an unknown treatment of duplicates', { duplicates: true }, ['duplicates']],
    ['a split that is a text', { split: 'yes' }, ['split']],
    ['an unknown format', { format: 'xls' }, ['format']],
    ['a notify URL without a scheme', { notifyUrl: 'n8n.example/x' }, ['notifyUrl']],
    ['a secret of another make', { notifySecret: 'secret' }, ['notifySecret']],
    ['a time without a zone', { notifyBy: '2030-01-01T00:00:00' }, ['notifyBy']],
    ['a member that is not known', { campaign: 'Diwali' }, ['campaign']],
    ['two members that are not known', { a: 1, b: 2 }, ['a', 'b']],
  ])('%s', (_, change, paths) => {
    expect(pathsOf({ ...BASE, file: FILE, ...change })).toEqual(paths);
  });

  test('contacts: none, and cells that are no plain values', () => {
    expect(pathsOf({ ...BASE, contacts: [] })).toEqual(['contacts']);
    expect(pathsOf({ ...BASE, contacts: [{ PhoneNumber: '98' }, { PhoneNumber: ['98'] }] })).toEqual([
      'contacts.1.PhoneNumber',
    ]);
    expect(pathsOf({ ...BASE, contacts: 'PhoneNumber\n98' })).toEqual(['contacts']);
  });

  test('many at once, those of the sources among them', () => {
    expect(pathsOf({ account: ACCOUNT, action: 'stop', file: { url: 'x' }, dryRun: 1 }).sort()).toEqual([
      'campaignName',
      'dryRun',
      'file',
      'file.url',
    ]);
  });

  test('a stop is no dry run: it would be sent', () => {
    expect(pathsOf({ ...BASE, action: 'stop', dryRun: true })).toEqual(['dryRun']);
    expect(
      parseUploadRequest({ ...BASE, action: 'stop', dryRun: false }, { hasFilePart: false }).action,
    ).toBe('stop');
  });

  test('what is missing is said to be missing', () => {
    expect(faultsOf({ campaignName: 'Diwali', file: FILE })).toEqual([
      { path: 'account', message: 'is missing' },
    ]);
  });

  test('an empty or unlisted value is reported in plain words', () => {
    const faults = faultsOf({ ...BASE, file: FILE, campaignName: '', action: 'pause' });
    expect(faults).toContainEqual({ path: 'campaignName', message: 'must not be empty' });
    expect(faults).toContainEqual({ path: 'action', message: 'must be one of "start", "stop"' });
  });

  test.each([[undefined], [null], ['text'], [7], [[]]])('the body %j is no request', (body) => {
    expect(pathsOf(body)).toContain('');
  });

  test('no fault repeats a secret', () => {
    const secret = 'TOP-SECRET-VALUE';
    const faults = faultsOf({
      account: { username: 7, apiKey: [secret], uploadUrl: `x:${secret}` },
      campaignName: 'Diwali',
      file: { url: `not a url ${secret}`, headers: { Authorization: [secret] } },
      notifySecret: secret,
      notifyUrl: secret,
      contacts: [{ PhoneNumber: [secret] }],
    });
    expect(faults.length).toBeGreaterThan(5);
    expect(JSON.stringify(faults)).not.toContain(secret);
  });
});

test('whatever the body, it is a request or a problem', () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.jsonValue()), fc.boolean(), (body, hasFilePart) => {
      try {
        parseUploadRequest(body, { hasFilePart });
      } catch (error) {
        expect(error).toBeInstanceOf(ProblemError);
      }
    }),
  );
});
