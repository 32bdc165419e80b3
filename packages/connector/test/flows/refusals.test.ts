import { uploadListSchema } from '@ozonetel-bulk-upload/shared-types';
import { FormData } from 'undici';
import { DATABASE_KINDS } from '../harness/databases';
import { expectProblem, formOf } from '../harness/problems';
import { CONTACTS, openScene, withDatabase, type Scene } from '../harness/scene';
import { API_KEY } from '../harness/test-connector';

const CSV = 'PhoneNumber\n9876543210\n';

describe.each(DATABASE_KINDS)('on %s', (kind) => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await openScene(kind, { env: { FETCH_MAX_BYTES: '2000' } });
  });
  afterAll(() => scene.close());

  const post = (body: unknown, headers?: Record<string, string>) =>
    scene.connector.call('POST', '/v1/uploads', body, headers);
  const bare = () => ({ ...scene.newRequest(), contacts: undefined });
  const listIds = async (query = '') =>
    uploadListSchema
      .parse((await scene.connector.call('GET', `/v1/uploads?limit=200${query}`)).json)
      .items.map(({ id }) => id);

  let before: string[];
  beforeEach(async () => {
    before = await listIds();
  });
  afterEach(async () => {
    expect(await listIds()).toEqual(before);
  });

  it('a refused request is told the path of every fault', async () => {
    const answer = await post({
      account: { username: ' ', password: 'x' },
      campaignName: '',
      action: 'pause',
      contacts: [{ PhoneNumber: '9876543210' }, { PhoneNumber: { nested: true } }],
      invalidRows: 'maybe',
      notifyUrl: 'ftp://example.com/x',
      notifySecret: 'not a secret',
      notifyBy: 'tomorrow',
      surprise: 1,
    });
    const { detail } = expectProblem(answer, 400, 'invalid_body', [
      'account.username',
      'account.apiKey',
      'account.password',
      'campaignName',
      'action',
      'contacts.1.PhoneNumber',
      'invalidRows',
      'notifyUrl',
      'notifySecret',
      'notifyBy',
      'surprise',
    ]);
    expect(detail).toMatch('account.apiKey');
  });

  it.each([
    ['no source', {}, ['']],
    ['two sources', { contacts: CONTACTS, file: { url: 'https://example.com/contacts.csv' } }, ['']],
    ['contacts with a stop', { contacts: CONTACTS, action: 'stop' }, ['contacts']],
    ['a file with a stop', { file: { url: 'https://example.com/contacts.csv' }, action: 'stop' }, ['file']],
    ['no contact', { contacts: [] }, ['contacts']],
  ])('a request with %s is refused with 400', async (_, change, paths) => {
    expectProblem(await post({ ...bare(), ...change }), 400, 'invalid_body', paths);
  });

  it.each([
    ['a part file and contacts', () => formOf({ ...bare(), contacts: CONTACTS }, CSV), ['']],
    ['a part file with a stop', () => formOf({ ...bare(), action: 'stop' }, CSV), ['file']],
    ['two parts named file', () => formOf(bare(), CSV, CSV), ['file']],
    ['no part request', () => new FormData(), ['request']],
    ['a part request that is not JSON', () => formOf('{', CSV), ['request']],
  ])('a request with %s is refused with 400', async (_, body, paths) => {
    const parts = body();
    if (paths[0] === 'request' && !parts.has('request'))
      parts.append('file', new Blob([CSV]), 'contacts.csv');
    expectProblem(await scene.connector.callMultipart(parts), 400, 'invalid_body', paths);
  });

  it('a part file that is too large is refused', async () => {
    const answer = await scene.connector.callMultipart(
      formOf(bare(), `PhoneNumber\n${'9876543210\n'.repeat(500)}`),
    );
    expect(expectProblem(answer, 413, 'body_too_large').detail).toMatch('FETCH_MAX_BYTES');
  });

  it('what is no JSON, has no body or has another content type is refused', async () => {
    expectProblem(await post('{"account":'), 400, 'invalid_body', ['']);
    expectProblem(await post(undefined), 415, 'unsupported_media_type');
    expectProblem(
      await post('a=b', { 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      'unsupported_media_type',
    );
    expectProblem(await post('x', { 'content-type': 'multipart/form-data' }), 400, 'invalid_body');
    expectProblem(
      await post('x', { 'content-type': 'multipart/form-data; boundary=b' }),
      400,
      'invalid_body',
    );
  });

  it('an upload URL that is not allowed is refused', async () => {
    const requested = scene.newRequest();
    const answer = await post({
      ...requested,
      account: { ...requested.account, uploadUrl: 'https://example.com/upload' },
    });
    expectProblem(answer, 400, 'invalid_body', ['account.uploadUrl']);
  });

  it('no key, a wrong one, a part of one and a longer one are refused', async () => {
    for (const authorization of [
      '',
      'Bearer',
      'Bearer wrong',
      `Bearer ${API_KEY.slice(0, -1)}`,
      `Bearer ${API_KEY}x`,
      API_KEY,
      `Basic ${API_KEY}`,
    ]) {
      for (const [method, path] of [
        ['POST', '/v1/uploads'],
        ['GET', '/v1/uploads'],
        ['GET', '/v1/deliveries'],
        ['DELETE', '/v1/subscriptions/x'],
      ] as const) {
        const answer = await scene.connector.call(method, path, undefined, { authorization });
        expectProblem(answer, 401, 'unauthorized');
        expect(answer.headers['www-authenticate']).toBe('Bearer');
      }
    }
  });

  it('a request for what is not there is refused', async () => {
    for (const path of ['', '/rejected.csv', '/events']) {
      expectProblem(await scene.connector.call('GET', `/v1/uploads/upl_none${path}`), 404, 'not_found');
    }
    expectProblem(await scene.connector.call('GET', '/v1/subscriptions/sub_none'), 404, 'not_found');
    expectProblem(await scene.connector.call('DELETE', '/v1/subscriptions/sub_none'), 404, 'not_found');
    expectProblem(await scene.connector.call('POST', '/v1/deliveries/dlv_none/redeliver'), 404, 'not_found');
    expectProblem(await scene.connector.call('GET', '/v2/uploads'), 404, 'not_found');
  });

  it.each([
    ['/v1/uploads?state=done', 'state'],
    ['/v1/uploads?limit=0', 'limit'],
    ['/v1/uploads?limit=ten', 'limit'],
    ['/v1/uploads?cursor=%21%21', 'cursor'],
    ['/v1/uploads?campaign=Diwali', 'campaign'],
    ['/v1/deliveries?state=lost', 'state'],
  ])('a request that asks %s is refused', async (path, fault) => {
    expectProblem(await scene.connector.call('GET', path), 400, 'invalid_body', [fault]);
  });

  it('a text with a NUL, which not every database takes, is refused', async () => {
    const requested = scene.newRequest({ campaignName: 'Di\0wali' });
    const account = { ...requested.account, username: 'ac\0me' };
    expectProblem(await post({ ...requested, account }), 400, 'invalid_body', [
      'account.username',
      'campaignName',
    ]);
    expectProblem(
      await scene.connector.call('POST', '/v1/subscriptions', {
        url: 'http://127.0.0.1/\0',
        campaignName: '\0',
      }),
      400,
      'invalid_body',
      ['campaignName', 'url'],
    );
    const list = await scene.connector.call('GET', '/v1/uploads?campaignName=a%00b');
    expectProblem(list, 400, 'invalid_body', ['campaignName']);
    expectProblem(await scene.connector.call('GET', '/v1/uploads?q=a%00b'), 400, 'invalid_body', ['q']);
    for (const path of ['/v1/uploads/a%00b', '/v1/subscriptions/a%00b'])
      expectProblem(await scene.connector.call('GET', path), 404, 'not_found');
    const redeliver = await scene.connector.call('POST', '/v1/deliveries/a%00b/redeliver');
    expectProblem(redeliver, 404, 'not_found');
  });

  it('a text with half of a character, which would be sent as another one, is refused', async () => {
    const requested = scene.newRequest({ campaignName: 'Diwali \ud83d' });
    const account = { username: 'acme\ud800', apiKey: `${requested.account.apiKey}\udfff` };
    expectProblem(await post({ ...requested, account }), 400, 'invalid_body', [
      'account.apiKey',
      'account.username',
      'campaignName',
    ]);
    expectProblem(await scene.connector.call('PUT', '/v1/accounts/acme', account), 400, 'invalid_body', [
      'apiKey',
      'username',
    ]);
  });

  it('a secret that is too weak to sign with is refused', async () => {
    expectProblem(await post(scene.newRequest({ notifySecret: 'whsec_A' })), 400, 'invalid_body', [
      'notifySecret',
    ]);
    const url = 'https://crm.example/';
    const subscription = { url, secret: 'whsec_A' };
    const answer = await scene.connector.call('POST', '/v1/subscriptions', subscription);
    expectProblem(answer, 400, 'invalid_body', ['secret']);
  });

  it('a receiver whose URL has a password or a fragment is refused', async () => {
    for (const url of [
      'https://user:hush@crm.example/',
      'https://crm.example/#top',
      ' https://crm.example/',
    ]) {
      const subscription = await scene.connector.call('POST', '/v1/subscriptions', { url });
      expectProblem(subscription, 400, 'invalid_body', ['url']);
      expect(subscription.text).not.toMatch('hush');
      const requested = scene.newRequest({ notifyUrl: url });
      const account = { ...requested.account, uploadUrl: url };
      const upload = await post({ ...requested, account });
      expectProblem(upload, 400, 'invalid_body', ['account.uploadUrl', 'notifyUrl']);
    }
  });

  it('a text with control characters or without measure is refused', async () => {
    for (const text of ['Diwali\r\nX', 'x'.repeat(200_000)]) {
      const requested = scene.newRequest({ campaignName: text, agentIds: [text] });
      const account = { ...requested.account, username: text };
      const paths = ['account.username', 'agentIds.0', 'campaignName'];
      expectProblem(await post({ ...requested, account }), 400, 'invalid_body', paths);
    }
    for (const name of ['', 'Mobile\u0085', 'x'.repeat(1_001)]) {
      const contacts = [{ PhoneNumber: '9876543210', [name]: 'x' }];
      const { errors } = expectProblem(await post(scene.newRequest({ contacts })), 400, 'invalid_body');
      expect(errors).toMatchObject([{ path: expect.stringMatching(/^contacts\.0\./) as unknown }]);
    }
  });

  it('a refused request leaves no file behind', async () => {
    await scene.connector.callMultipart(formOf({ ...bare(), action: 'stop' }, CSV));
    const requested = scene.newRequest();
    await post({ ...requested, account: { ...requested.account, uploadUrl: 'https://example.com/upload' } });
    await scene.stop();
    const orphans = await withDatabase(scene.databaseUrl, (db) =>
      db.selectFrom('file').select('id').where('upload_id', 'is', null).execute(),
    );
    await scene.start();
    expect(orphans).toEqual([]);
  });
});
