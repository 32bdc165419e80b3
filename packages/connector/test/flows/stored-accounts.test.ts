import type { StoredAccount } from '@ozonetel-bulk-upload/shared-types';
import { DATABASE_KINDS } from '../harness/databases';
import { expectProblem } from '../harness/problems';
import { CONTACTS, openScene, withDatabase, type Scene } from '../harness/scene';
import { noteSecret } from '../harness/used-secrets';

const KEY = 'vendor-key-that-is-stored';
const [OLD, NEW] = ['0a', '1b'].map((byte) => byte.repeat(32)) as [string, string];

describe.each(DATABASE_KINDS)('a stored account, on %s,', (kind) => {
  let scene: Scene;
  beforeAll(async () => {
    noteSecret(KEY);
    scene = await openScene(kind, { env: { ENCRYPTION_KEY: OLD, ACCOUNT_INTERVAL_MS: '600000' } });
  });
  afterAll(() => scene.close());

  const call = (method: string, path: string, body?: unknown) => scene.connector.call(method, path, body);
  const put = (name: string, body: object) => call('PUT', `/v1/accounts/${name}`, body);
  const upload = (name: string) => ({ account: { name }, campaignName: 'Diwali', contacts: CONTACTS });
  const get = async (name: string) => (await call('GET', `/v1/accounts/${name}`)).json as StoredAccount;

  it('is what an upload names in the place of a user and a key, and shows its turn and its queue', async () => {
    const stored = await put('acme', { username: 'acme-user', apiKey: KEY });
    expect(stored.json).toMatchObject({ name: 'acme', username: 'acme-user', waiting: 0, open: 0 });
    const first = await scene.connector.upload(upload('acme'));
    const [sent] = await scene.vendor.until(1);
    expect(sent!.fields).toMatchObject({ username: 'acme-user', apiKey: KEY });
    await scene.connector.until(first.id, 'processing');
    const second = await scene.connector.upload(upload('acme'));
    await scene.connector.until(second.id, 'waiting');
    const shown = await get('acme');
    expect(shown).toMatchObject({ waiting: 1, open: 1 });
    expect(Date.parse(shown.nextFree!)).toBeGreaterThan(Date.now());
    const { json } = await call('GET', '/v1/accounts');
    expect(json.items).toEqual([shown]);
  });

  it('never shows its key: in no answer, in no log, and in no row as it is', async () => {
    const answers = [
      await put('hidden', { username: 'hidden-user', apiKey: KEY }),
      await call('GET', '/v1/accounts/hidden'),
      await call('GET', '/v1/accounts'),
      await put('hidden', { username: '', apiKey: KEY }),
      await put('no spaces', { username: 'hidden-user', apiKey: KEY }),
    ];
    for (const { text } of answers) expect(text).not.toContain(KEY);
    expect(scene.connector.logged()).not.toContain(KEY);
    const dump = async () =>
      withDatabase(scene.databaseUrl, (db) => db.selectFrom('stored_account').selectAll().execute());
    await scene.stop();
    expect(JSON.stringify(await dump())).not.toContain(KEY);
    await scene.start();
  });

  it('is replaced by another under its name, and forgotten on demand', async () => {
    await put('brief', { username: 'first', apiKey: KEY });
    await put('brief', { username: 'second', apiKey: KEY });
    expect((await get('brief')).username).toBe('second');
    expect((await call('DELETE', '/v1/accounts/brief')).status).toBe(204);
    expectProblem(await call('DELETE', '/v1/accounts/brief'), 404, 'not_found');
    expectProblem(await call('GET', '/v1/accounts/brief'), 404, 'not_found');
    const refused = await call('POST', '/v1/uploads', upload('brief'));
    expectProblem(refused, 400, 'invalid_body', ['account.name']);
  });

  it('is refused with what is wrong with it', async () => {
    const body = { username: 'acme', apiKey: KEY };
    expectProblem(await put('-x', body), 400, 'invalid_body', ['name']);
    expectProblem(await put('acme', { username: 'acme' }), 400, 'invalid_body', ['apiKey']);
    const elsewhere = { ...body, uploadUrl: 'https://evil.example/upload' };
    expectProblem(await put('acme', elsewhere), 400, 'invalid_body', ['uploadUrl']);
    const mixed = { ...upload('acme'), account: { name: 'acme', apiKey: KEY } };
    expectProblem(await call('POST', '/v1/uploads', mixed), 400, 'invalid_body', ['account.apiKey']);
    const half = { ...upload('acme'), account: { username: 'acme' } };
    expectProblem(await call('POST', '/v1/uploads', half), 400, 'invalid_body', ['account.apiKey']);
  });

  it('is encrypted anew when the encryption key is replaced', async () => {
    await put('rotated', { username: 'rotated-user', apiKey: KEY });
    for (const keys of [`${NEW},${OLD}`, NEW]) {
      await scene.stop();
      await scene.start({ ENCRYPTION_KEY: keys });
    }
    const before = scene.vendor.requests.length;
    await scene.connector.upload(upload('rotated'));
    expect((await scene.vendor.until(before + 1))[before]!.fields).toMatchObject({ apiKey: KEY });
  });
});
