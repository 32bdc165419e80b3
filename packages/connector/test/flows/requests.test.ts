import { problemSchema, uploadListSchema, uploadSchema } from '@ozonetel-bulk-upload/shared-types';
import { FormData, request } from 'undici';
import { DATABASE_KINDS } from '../harness/databases';
import { CONTACTS, openScene, withDatabase, type Scene } from '../harness/scene';
import { API_KEY, type Answer } from '../harness/test-connector';
import { PROCESSING, UPLOADED } from '../harness/vendor';

const CSV = 'PhoneNumber\n9876543210\n';

describe.each(DATABASE_KINDS)('a call, on %s', (kind) => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await openScene(kind, { env: { FETCH_MAX_BYTES: '2000' } });
  });
  afterAll(() => scene.close());

  const post = (body: unknown, headers?: Record<string, string>) =>
    scene.connector.call('POST', '/v1/uploads', body, headers);
  const form = (body: object | string, ...files: string[]) => {
    const parts = new FormData();
    parts.append('request', typeof body === 'string' ? body : JSON.stringify(body));
    for (const content of files) parts.append('file', new Blob([content]), 'contacts.csv');
    return parts;
  };
  const bare = () => ({ ...scene.order(), contacts: undefined });
  const expectProblem = (answer: Answer, status: number, code: string, paths?: string[]) => {
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch('application/problem+json');
    const problem = problemSchema.parse(answer.json);
    expect(problem).toMatchObject({ status, code, type: 'about:blank' });
    expect(problem.detail).not.toBe('');
    if (paths !== undefined)
      expect(problem.errors?.map(({ path }) => path).sort()).toEqual([...paths].sort());
    return problem;
  };
  const listIds = async (query = '') =>
    uploadListSchema
      .parse((await scene.connector.call('GET', `/v1/uploads?limit=200${query}`)).json)
      .items.map(({ id }) => id);

  describe('that is refused', () => {
    let before: string[];
    beforeEach(async () => {
      before = await listIds();
    });
    afterEach(async () => {
      expect(await listIds()).toEqual(before);
    });

    it('names the path of every fault', async () => {
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
    ])('has %s', async (_, change, paths) => {
      expectProblem(await post({ ...bare(), ...change }), 400, 'invalid_body', paths);
    });

    it.each([
      ['a part file and contacts', () => form({ ...bare(), contacts: CONTACTS }, CSV), ['']],
      ['a part file with a stop', () => form({ ...bare(), action: 'stop' }, CSV), ['file']],
      ['two parts named file', () => form(bare(), CSV, CSV), ['file']],
      ['no part request', () => new FormData(), ['request']],
      ['a part request that is not JSON', () => form('{', CSV), ['request']],
    ])('has %s', async (_, body, paths) => {
      const parts = body();
      if (paths[0] === 'request' && !parts.has('request'))
        parts.append('file', new Blob([CSV]), 'contacts.csv');
      expectProblem(await scene.connector.callMultipart(parts), 400, 'invalid_body', paths);
    });

    it('has a part file that is too large', async () => {
      const answer = await scene.connector.callMultipart(
        form(bare(), `PhoneNumber\n${'9876543210\n'.repeat(500)}`),
      );
      expect(expectProblem(answer, 413, 'body_too_large').detail).toMatch('FETCH_MAX_BYTES');
    });

    it('is no JSON, has no body, or another content type', async () => {
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

    it('names an upload URL that is not allowed', async () => {
      const order = scene.order();
      const answer = await post({
        ...order,
        account: { ...order.account, uploadUrl: 'https://example.com/upload' },
      });
      expectProblem(answer, 400, 'invalid_body', ['account.uploadUrl']);
    });

    it('presents no key, a wrong one, part of one, or one that is longer', async () => {
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

    it('asks for what is not there', async () => {
      for (const path of ['', '/rejected.csv', '/events']) {
        expectProblem(await scene.connector.call('GET', `/v1/uploads/upl_none${path}`), 404, 'not_found');
      }
      expectProblem(await scene.connector.call('GET', '/v1/subscriptions/sub_none'), 404, 'not_found');
      expectProblem(await scene.connector.call('DELETE', '/v1/subscriptions/sub_none'), 404, 'not_found');
      expectProblem(
        await scene.connector.call('POST', '/v1/deliveries/dlv_none/redeliver'),
        404,
        'not_found',
      );
      expectProblem(await scene.connector.call('GET', '/v2/uploads'), 404, 'not_found');
    });

    it.each([
      ['/v1/uploads?state=done', 'state'],
      ['/v1/uploads?limit=0', 'limit'],
      ['/v1/uploads?limit=ten', 'limit'],
      ['/v1/uploads?cursor=%21%21', 'cursor'],
      ['/v1/uploads?campaign=Diwali', 'campaign'],
      ['/v1/deliveries?state=lost', 'state'],
    ])('asks %s', async (path, fault) => {
      expectProblem(await scene.connector.call('GET', path), 400, 'invalid_body', [fault]);
    });

    it('holds a NUL, which not every database takes', async () => {
      const order = scene.order({ campaignName: 'Di\0wali' });
      const account = { ...order.account, username: 'ac\0me' };
      expectProblem(await post({ ...order, account }), 400, 'invalid_body', [
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
      for (const path of ['/v1/uploads/a%00b', '/v1/subscriptions/a%00b'])
        expectProblem(await scene.connector.call('GET', path), 404, 'not_found');
      const redeliver = await scene.connector.call('POST', '/v1/deliveries/a%00b/redeliver');
      expectProblem(redeliver, 404, 'not_found');
    });

    it('leaves no file behind', async () => {
      await scene.connector.callMultipart(form({ ...bare(), action: 'stop' }, CSV));
      const order = scene.order();
      await post({ ...order, account: { ...order.account, uploadUrl: 'https://example.com/upload' } });
      await scene.stop();
      const orphans = await withDatabase(scene.databaseUrl, (db) =>
        db.selectFrom('file').select('id').where('upload_id', 'is', null).execute(),
      );
      await scene.start();
      expect(orphans).toEqual([]);
    });
  });

  it('whose part request comes as a file is understood', async () => {
    const parts = new FormData();
    parts.append('file', new Blob([CSV]), 'contacts.csv');
    parts.append('request', new Blob([JSON.stringify(bare())]), 'request.json');
    expect((await scene.connector.callMultipart(parts)).status).toBe(202);
  });

  it('accepts, and shows the Upload of the contract', async () => {
    const answer = await post(scene.order({ action: 'start' }));
    expect(answer.status).toBe(202);
    const upload = uploadSchema.strict().parse(answer.json);
    expect(answer.headers['location']).toBe(`/v1/uploads/${upload.id}`);
    expect(upload).toMatchObject({ campaignName: 'Diwali', action: 'start' });
    expect(answer.text).not.toMatch('vendor-key');
    const shown = await scene.connector.until(upload.id, 'processing');
    expect(uploadSchema.strict().parse(shown).counts).toEqual({
      rows: 1,
      valid: 1,
      invalid: 0,
      duplicates: 0,
      sent: 1,
    });
  });

  describe('with an Idempotency-Key', () => {
    let keys = 0;
    const newKey = () => ({ 'idempotency-key': `key-${kind}-${(keys += 1)}` });

    it('again finds the same upload as it is now, and sends nothing twice', async () => {
      const headers = newKey();
      const order = scene.order();
      const first = await post(order, headers);
      await scene.connector.until(first.json.id as string, 'processing');
      const { account, contacts, campaignName } = order;
      const again = await post({ campaignName, contacts, account, split: false }, headers);
      expect(again.status).toBe(202);
      expect(again.headers['location']).toBe(first.headers['location']);
      expect(again.json).toMatchObject({ id: first.json.id, state: 'processing' });
      const sent = scene.vendor.requests.filter(({ fields }) => fields['username'] === account.username);
      expect(sent).toHaveLength(1);
      await sent[0]!.callBack(UPLOADED);
      await scene.connector.until(first.json.id as string, 'succeeded');
      expect((await post(order, headers)).json).toMatchObject({ state: 'succeeded' });
    });

    it('and another request or apiKey is refused', async () => {
      const headers = newKey();
      const order = scene.order();
      await post(order, headers);
      expectProblem(await post({ ...order, campaignName: 'Holi' }, headers), 409, 'idempotency_key_reused');
      expectProblem(
        await post({ ...order, contacts: [{ PhoneNumber: '9876500001' }] }, headers),
        409,
        'idempotency_key_reused',
      );
      const account = { ...order.account, apiKey: 'another-vendor-key' };
      expectProblem(await post({ ...order, account }, headers), 409, 'idempotency_key_reused');
      expect((await post(order, headers)).status).toBe(202);
    });

    it('and another file is refused, the same file found again', async () => {
      const headers = newKey();
      const order = bare();
      const first = await scene.connector.callMultipart(form(order, CSV), headers);
      expect(first.status).toBe(202);
      expect((await scene.connector.callMultipart(form(order, CSV), headers)).json).toMatchObject({
        id: first.json.id,
      });
      expectProblem(
        await scene.connector.callMultipart(form(order, `${CSV}9876500002\n`), headers),
        409,
        'idempotency_key_reused',
      );
    });

    it('many times at once makes one upload', async () => {
      const headers = newKey();
      const order = scene.order();
      const answers = await Promise.all(Array.from({ length: 8 }, () => post(order, headers)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
      expect(new Set(answers.map(({ json }) => json.id as string)).size).toBe(1);
    });

    it('that is empty or endless is refused', async () => {
      expectProblem(await post(scene.order(), { 'idempotency-key': 'x'.repeat(256) }), 400, 'invalid_body');
      expectProblem(await post(scene.order(), { 'idempotency-key': ' ' }), 400, 'invalid_body');
    });
  });

  it('lists by state and campaign, newest first, page after page', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const { id } = await scene.connector.upload(
        scene.order({ campaignName: `Listed ${kind}`, dryRun: true }),
      );
      ids.unshift(id);
      await scene.connector.until(id, 'succeeded');
    }
    const campaign = `campaignName=${encodeURIComponent(`Listed ${kind}`)}`;
    const seen: string[] = [];
    let cursor: string | null = '';
    let pages = 0;
    while (cursor !== null) {
      const query: string = `${campaign}&state=succeeded&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const page = uploadListSchema.parse((await scene.connector.call('GET', `/v1/uploads?${query}`)).json);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
      pages += 1;
    }
    expect(seen).toEqual(ids);
    expect(pages).toBe(3);
    expect(await listIds(`&${campaign}&state=failed`)).toEqual([]);
  });

  it('streams each change of an upload, and ends with it', async () => {
    scene.vendor.respond = () => PROCESSING;
    const { upload, request: sent } = await scene.send();
    const stream = await request(`${scene.connector.url}/v1/uploads/${upload.id}/events`, {
      headers: { authorization: `Bearer ${API_KEY}` },
    });
    expect(stream.headers['content-type']).toMatch('text/event-stream');
    const states: string[] = [];
    let text = '';
    for await (const chunk of stream.body) {
      text += String(chunk);
      for (const [, data] of text.matchAll(/^event: upload\ndata: (.*)\n\n/gm)) {
        const { state } = uploadSchema.parse(JSON.parse(data!));
        if (states.at(-1) !== state) states.push(state);
      }
      text = text.slice(text.lastIndexOf('\n\n') < 0 ? 0 : text.lastIndexOf('\n\n') + 2);
      if (states.at(-1) === 'processing') void sent.callBack(UPLOADED);
    }
    expect(states.slice(-2)).toEqual(['processing', 'succeeded']);
  });

  it('gives the rows left out, to mend and upload again', async () => {
    const contacts = [
      { PhoneNumber: '9876543210', Name: 'Asha' },
      { PhoneNumber: 'call me', Name: '=cmd()' },
      { PhoneNumber: '+91 9876543210', Name: 'Ravi' },
      { PhoneNumber: '9876543210', Name: 'Asha again' },
    ];
    const { id } = await scene.connector.upload(
      scene.order({ contacts, invalidRows: 'drop', duplicates: 'drop' }),
    );
    const upload = await scene.connector.until(id, 'processing');
    expect(upload.counts).toMatchObject({ rows: 4, invalid: 1, sent: upload.counts!.valid });
    expect(upload.counts!.valid + upload.counts!.invalid + upload.counts!.duplicates).toBe(4);
    const answer = await scene.connector.call('GET', `/v1/uploads/${id}/rejected.csv`);
    expect(answer.headers['content-type']).toMatch('text/csv');
    expect(answer.headers['content-disposition']).toMatch(`rejected-${id}.csv`);
    const [header, ...rows] = answer.text.trim().split(/\r?\n/);
    expect(header).toBe('row,reason,PhoneNumber,Name');
    expect(rows[0]).toMatch(/^2,.*call me,'=cmd\(\)$/);
    const clean = await scene.connector.upload(scene.order({ dryRun: true }));
    await scene.connector.until(clean.id, 'succeeded');
    expectProblem(
      await scene.connector.call('GET', `/v1/uploads/${clean.id}/rejected.csv`),
      404,
      'not_found',
    );
  });

  it('without a key sees health, readiness, metrics and the contract', async () => {
    const get = (path: string) => scene.connector.call('GET', path, undefined, { authorization: '' });
    expect(await get('/healthz')).toMatchObject({ status: 200 });
    expect(await get('/readyz')).toMatchObject({ status: 200, json: { status: 'ready' } });
    const metrics = await get('/metrics');
    expect(metrics.text).toMatch(/^ozonetel_uploads\{state="succeeded"\} [1-9]/m);
    for (const name of ['Diwali', 'user-', '127.0.0.1']) expect(metrics.text).not.toMatch(name);
    const { json: document } = await get('/openapi.json');
    expect(document).toMatchObject({ openapi: '3.1.0' });
    expect(Object.keys(document.paths as object)).toEqual(
      expect.arrayContaining([
        '/v1/uploads',
        '/v1/uploads/{id}/cancel',
        '/v1/deliveries/{id}/redeliver',
        '/callbacks/{token}',
      ]),
    );
  });

  it('keeps what its OpenAPI document says', async () => {
    const { json: document } = await scene.connector.call('GET', '/openapi.json');
    const { schemas } = document.components as { schemas: Record<string, unknown> };
    for (const [, name] of JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g))
      expect(Object.keys(schemas)).toContain(name);
    expect(schemas['UploadRequest']).toMatchObject({ required: expect.arrayContaining(['account']) });
    type Paths = Record<string, Record<string, { responses: object; security: unknown[] }>>;
    for (const [template, methods] of Object.entries(document.paths as Paths)) {
      const path = template.replace(/\{\w+\}/, 'none');
      for (const [method, { responses, security }] of Object.entries(methods)) {
        const answer = await scene.connector.call(method.toUpperCase(), path);
        expect(Object.keys(responses)).toContain(String(answer.status));
        expect(answer.text).not.toMatch('There is no such route');
        const bare = await scene.connector.call(method.toUpperCase(), path, undefined, { authorization: '' });
        expect(bare.status === 401).toBe(security.length > 0);
      }
    }
  });
});
