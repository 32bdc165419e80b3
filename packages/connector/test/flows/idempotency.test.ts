import { request } from 'undici';
import { DATABASE_KINDS } from '../harness/databases';
import { expectProblem, formOf } from '../harness/problems';
import { openScene, type Scene } from '../harness/scene';
import { API_KEY } from '../harness/test-connector';
import { UPLOADED } from '../harness/vendor';

const CSV = 'PhoneNumber\n9876543210\n';

describe.each(DATABASE_KINDS)('a call with an Idempotency-Key, on %s,', (kind) => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await openScene(kind);
  });
  afterAll(() => scene.close());

  const post = (body: unknown, headers?: Record<string, string>) =>
    scene.connector.call('POST', '/v1/uploads', body, headers);
  const bare = () => ({ ...scene.newRequest(), contacts: undefined });

  let keys = 0;
  const newKey = () => ({ 'idempotency-key': `key-${kind}-${(keys += 1)}` });

  it('again finds the same upload as it is now, and sends nothing twice', async () => {
    const headers = newKey();
    const requested = scene.newRequest();
    const first = await post(requested, headers);
    await scene.connector.until(first.json.id as string, 'processing');
    const { account, contacts, campaignName } = requested;
    const again = await post({ campaignName, contacts, account, split: false }, headers);
    expect(again.status).toBe(202);
    expect(again.headers['location']).toBe(first.headers['location']);
    expect(again.json).toMatchObject({ id: first.json.id, state: 'processing' });
    const sent = scene.vendor.requests.filter(({ fields }) => fields['username'] === account.username);
    expect(sent).toHaveLength(1);
    await sent[0]!.callBack(UPLOADED);
    await scene.connector.until(first.json.id as string, 'succeeded');
    expect((await post(requested, headers)).json).toMatchObject({ state: 'succeeded' });
  });

  it('that repeats the key with another request or apiKey is refused', async () => {
    const headers = newKey();
    const requested = scene.newRequest();
    await post(requested, headers);
    expectProblem(await post({ ...requested, campaignName: 'Holi' }, headers), 409, 'idempotency_key_reused');
    expectProblem(
      await post({ ...requested, contacts: [{ PhoneNumber: '9876500001' }] }, headers),
      409,
      'idempotency_key_reused',
    );
    const account = { ...requested.account, apiKey: 'another-vendor-key' };
    expectProblem(await post({ ...requested, account }, headers), 409, 'idempotency_key_reused');
    expect((await post(requested, headers)).status).toBe(202);
  });

  it('that repeats the key with another file is refused, with the same file finds the upload', async () => {
    const headers = newKey();
    const requested = bare();
    const first = await scene.connector.callMultipart(formOf(requested, CSV), headers);
    expect(first.status).toBe(202);
    expect((await scene.connector.callMultipart(formOf(requested, CSV), headers)).json).toMatchObject({
      id: first.json.id,
    });
    expectProblem(
      await scene.connector.callMultipart(formOf(requested, `${CSV}9876500002\n`), headers),
      409,
      'idempotency_key_reused',
    );
  });

  it('many times at once makes one upload', async () => {
    const headers = newKey();
    const requested = scene.newRequest();
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(requested, headers)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ json }) => json.id as string)).size).toBe(1);
  });

  it('that is empty or endless is refused', async () => {
    expectProblem(
      await post(scene.newRequest(), { 'idempotency-key': 'x'.repeat(256) }),
      400,
      'invalid_body',
    );
    expectProblem(await post(scene.newRequest(), { 'idempotency-key': ' ' }), 400, 'invalid_body');
    expectProblem(await post(scene.newRequest(), { 'idempotency-key': '' }), 400, 'invalid_body');
    expect((await post(scene.newRequest(), { 'idempotency-key': 'x'.repeat(255) })).status).toBe(202);
  });

  it('that has other characters than printable ASCII, or comes more than once, is refused', async () => {
    const authorization = `Bearer ${API_KEY}`;
    for (const key of ['schl\u00fcssel', 'a\tb', 'a\u0085b', ['one', 'two'], ['same', 'same']]) {
      const answer = await request(`${scene.connector.url}/v1/uploads`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(scene.newRequest()),
      });
      expect(answer.statusCode).toBe(400);
      expect(await answer.body.json()).toMatchObject({
        code: 'invalid_body',
        detail: expect.stringMatching('Idempotency-Key') as unknown,
      });
    }
  });
});
