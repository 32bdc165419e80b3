import { uploadListSchema, uploadSchema } from '@ozonetel-bulk-upload/shared-types';
import { FormData, request } from 'undici';
import { DATABASE_KINDS } from '../harness/databases';
import { expectProblem } from '../harness/problems';
import { openScene, type Scene } from '../harness/scene';
import { API_KEY } from '../harness/test-connector';
import { PROCESSING, UPLOADED } from '../harness/vendor';

const CSV = 'PhoneNumber\n9876543210\n';

describe.each(DATABASE_KINDS)('a call, on %s', (kind) => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await openScene(kind);
  });
  afterAll(() => scene.close());

  const post = (body: unknown, headers?: Record<string, string>) =>
    scene.connector.call('POST', '/v1/uploads', body, headers);
  const bare = () => ({ ...scene.newRequest(), contacts: undefined });
  const listIds = async (query = '') =>
    uploadListSchema
      .parse((await scene.connector.call('GET', `/v1/uploads?limit=200${query}`)).json)
      .items.map(({ id }) => id);

  it('whose part request comes as a file is understood', async () => {
    const parts = new FormData();
    parts.append('file', new Blob([CSV]), 'contacts.csv');
    parts.append('request', new Blob([JSON.stringify(bare())]), 'request.json');
    expect((await scene.connector.callMultipart(parts)).status).toBe(202);
  });

  it('accepts, and shows the Upload of the contract', async () => {
    const answer = await post(scene.newRequest({ action: 'start' }));
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
      hidden: 0,
      sent: 1,
    });
  });

  it('lists by state and campaign, newest first, page after page', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const { id } = await scene.connector.upload(
        scene.newRequest({ campaignName: `Listed ${kind}`, dryRun: true }),
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

  it('gives the rows left out, to correct and upload again', async () => {
    const contacts = [
      { PhoneNumber: '9876543210', Name: 'Asha' },
      { PhoneNumber: 'call me', Name: '=cmd()' },
      { PhoneNumber: '+91 9876543210', Name: 'Ravi' },
      { PhoneNumber: '9876543210', Name: 'Asha again' },
    ];
    const { id } = await scene.connector.upload(
      scene.newRequest({ contacts, invalidRows: 'drop', duplicates: 'drop' }),
    );
    const upload = await scene.connector.until(id, 'processing');
    expect(upload.counts).toMatchObject({ rows: 4, invalid: 1, sent: upload.counts!.valid });
    expect(upload.counts!.valid + upload.counts!.invalid + upload.counts!.duplicates).toBe(4);
    const answer = await scene.connector.call('GET', `/v1/uploads/${id}/rejected.csv`);
    expect(answer.headers['content-type']).toMatch('text/csv');
    expect(answer.headers['content-disposition']).toMatch(`rejected-${id}.csv`);
    const [header, ...rows] = answer.text.trim().split(/\r?\n/);
    expect(header).toBe('row,line,reason,PhoneNumber,Name');
    expect(rows[0]).toMatch(/^2,.*call me,'=cmd\(\)$/);
    const clean = await scene.connector.upload(scene.newRequest({ dryRun: true }));
    await scene.connector.until(clean.id, 'succeeded');
    expectProblem(
      await scene.connector.call('GET', `/v1/uploads/${clean.id}/rejected.csv`),
      404,
      'not_found',
    );
  });

  it('without a key sees health, readiness and metrics', async () => {
    const get = (path: string) => scene.connector.call('GET', path, undefined, { authorization: '' });
    expect(await get('/healthz')).toMatchObject({ status: 200 });
    expect(await get('/readyz')).toMatchObject({ status: 200, json: { status: 'ready' } });
    const metrics = await get('/metrics');
    expect(metrics.text).toMatch(/^ozonetel_uploads\{state="succeeded"\} [1-9]/m);
    for (const name of ['Diwali', 'user-', '127.0.0.1']) expect(metrics.text).not.toMatch(name);
    const many = await Promise.all(Array.from({ length: 20 }, () => get('/metrics')));
    expect(many.filter(({ text }) => !/^ozonetel_uploads\{state="succeeded"\} [1-9]/m.test(text))).toEqual(
      [],
    );
  });
});
