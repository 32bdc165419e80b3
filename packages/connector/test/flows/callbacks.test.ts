import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Delivery, Upload } from '@ozonetel-bulk-upload/shared-types';
import { request } from 'undici';
import { DATABASE_KINDS } from '../harness/databases';
import { openScene, withDatabase, type Scene } from '../harness/scene';
import { PROCESSING, refusal, UPLOADED, type VendorRequest } from '../harness/vendor';

const REFUSALS = [
  ['Data upload failed ', 'upload_failed', undefined],
  ['Map file doesnt contain phoneNumber', 'phone_number_column_missing', undefined],
  ['Map file doesnt contain Agent Id', 'agent_id_column_missing', undefined],
  ["Skillwise campaign doesn't have skill as column", 'skill_column_missing', undefined],
  ['Uploaded xlsx File Should Not Be Empty', 'file_empty', undefined],
  ['Invalid phone no.s found at rows [1,2] for campaign Diwali', 'invalid_phone_numbers', [1, 2]],
  ['Invalid AgentIds found at rows [3] for campaign Diwali', 'invalid_agent_ids', [3]],
  ['Invalid Skill names found at rows [4] for campaign Diwali', 'invalid_skill_names', [4]],
  ['Excess columns found at rows [5] for campaign Diwali', 'too_many_columns', [5]],
  ['Rows exceeded allowed name column size(100) : [6]', 'names_too_long', [6]],
  ['Data limit exceeded', 'data_limit_exceeded', undefined],
] as const;

const FORM = 'application/x-www-form-urlencoded';
const json = JSON.stringify(UPLOADED);
const multipart = [
  '--edge\r\ncontent-disposition: form-data; name="status"\r\n\r\nsuccess',
  '--edge\r\ncontent-disposition: form-data; name="message"\r\n\r\nData uploaded successfully',
  '--edge--\r\n',
].join('\r\n');

describe.each(DATABASE_KINDS)('a callback, on %s', (kind) => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await openScene(kind);
  });
  afterAll(() => scene.close());
  beforeEach(() => {
    scene.vendor.respond = () => PROCESSING;
  });

  const sendAndWait = async (state: Upload['state'] = 'processing') => {
    const sent = await scene.send();
    return { ...sent, upload: await scene.connector.until(sent.upload.id, state) };
  };
  const getUpload = async (id: string) =>
    (await scene.connector.call('GET', `/v1/uploads/${id}`)).json as Upload;
  const eventsOf = async (id: string) => {
    const { json: list } = await scene.connector.call('GET', '/v1/deliveries?limit=200');
    return (list.items as Delivery[]).filter(({ uploadId }) => uploadId === id);
  };

  it.each([
    ['JSON', json, 'application/json'],
    ['JSON with a byte order mark', `\uFEFF${json}`, 'application/json; charset=utf-8'],
    ['JSON without a content type', json, undefined],
    ['JSON called text', json, 'text/plain'],
    ['JSON called a form', json, FORM],
    ['form fields', new URLSearchParams(UPLOADED).toString(), FORM],
    ['form fields called JSON', new URLSearchParams(UPLOADED).toString(), 'application/json'],
    ['a form field data holding JSON', new URLSearchParams({ data: json }).toString(), FORM],
    ['multipart', multipart, 'multipart/form-data; boundary=edge'],
    ['multipart without a content type', multipart, undefined],
    ['the page’s own print', '"status": "success" "message": "Data uploaded successfully"', 'text/plain'],
    ['compressed by name alone', json, 'application/gzip'],
  ])('succeeds the upload as %s', async (_, body, contentType) => {
    const { upload, request: sent } = await sendAndWait();
    expect(await sent.callBack(body, contentType)).toBe(200);
    const settled = await scene.connector.until(upload.id, 'succeeded');
    expect(settled.outcome).toEqual({
      status: 'success',
      code: 'uploaded',
      message: 'Data uploaded successfully',
      source: 'callback',
    });
  });

  it.each(REFUSALS)(
    '"%s" fails it, whatever the status, with the text verbatim',
    async (message, code, rows) => {
      for (const status of ['error', 'success']) {
        const { upload, request: sent } = await sendAndWait();
        expect(await sent.callBack({ status, message })).toBe(200);
        const { outcome } = await scene.connector.until(upload.id, 'failed');
        expect(outcome).toMatchObject({ status: 'error', code, message, source: 'callback' });
        expect(outcome?.rows).toEqual(rows);
      }
    },
  );

  it('with a status that is not success and an unknown text fails it as unrecognised', async () => {
    const { upload, request: sent } = await sendAndWait();
    await sent.callBack({ status: 'FAIL', message: 'Disk full' });
    const { outcome } = await scene.connector.until(upload.id, 'failed');
    expect(outcome).toMatchObject({ code: 'unrecognised', message: 'Disk full' });
  });

  it.each([
    ['success with an unknown text', { status: 'success', message: 'Something new' }],
    ['what only replies say', { status: 'success', message: 'Data processing' }],
    ['good news with a bad status', { status: 'error', message: 'Data uploaded successfully' }],
    ['nothing', ''],
    ['a page', '<html></html>'],
  ])('that is %s is recorded and changes nothing; the outcome still comes', async (_, body) => {
    const { upload, request: sent } = await sendAndWait();
    expect(await sent.callBack(body)).toBe(200);
    expect(await getUpload(upload.id)).toEqual(upload);
    await sent.callBack(UPLOADED);
    await scene.connector.until(upload.id, 'succeeded');
  });

  it('that says nothing does not use up the outcome, however often it comes', async () => {
    const { upload, request: sent } = await sendAndWait();
    for (let count = 0; count < 25; count += 1) expect(await sent.callBack('hello')).toBe(200);
    await sent.callBack(UPLOADED);
    await scene.connector.until(upload.id, 'succeeded');
  });

  it.each([
    ['the reply accepts', PROCESSING],
    ['the reply is unreadable', { body: '<html>' }],
    ['the reply refuses', refusal('Campaign is running')],
    ['the connection is cut', 'cut' as const],
  ])('that comes before the reply is the outcome, even when %s', async (_, reply) => {
    scene.vendor.respond = async (sent: VendorRequest) => {
      expect(await sent.callBack(UPLOADED)).toBe(200);
      return reply;
    };
    const { upload } = await scene.send();
    await scene.connector.until(upload.id, 'succeeded');
    // The account's next send waits for the end of this one, which changed nothing.
    scene.vendor.respond = () => PROCESSING;
    const account = { username: upload.username, apiKey: 'vendor-key-of-the-next' };
    const next = await scene.connector.upload(scene.newRequest({ account }));
    await scene.connector.until(next.id, 'processing');
    expect(await getUpload(upload.id)).toMatchObject({
      state: 'succeeded',
      counts: { sent: 1 },
      outcome: { code: 'uploaded' },
    });
  });

  it.each([
    ['gzip', gzipSync(json), 'gzip'],
    ['brotli', brotliCompressSync(json), 'br'],
    ['nothing, by name', Buffer.from(json), 'identity'],
    ['nothing, in UTF-16', Buffer.from(`\uFEFF${json}`, 'utf16le'), undefined],
  ])('that a proxy has encoded in %s succeeds the upload', async (_, body, coding) => {
    const { upload, request: sent } = await sendAndWait();
    expect(await sent.callBack(body, 'application/json', coding)).toBe(200);
    await scene.connector.until(upload.id, 'succeeded');
  });

  it.each([
    ['in an encoding that is not known', 'compress'],
    ['in another encoding than it says', 'gzip'],
    ['in no encoding, though it names two', 'gzip, br'],
  ])('%s is read as it is', async (_, coding) => {
    const { upload, request: sent } = await sendAndWait();
    expect(await sent.callBack(json, 'application/json', coding)).toBe(200);
    await scene.connector.until(upload.id, 'succeeded');
  });

  it('that breaks off in the middle of its encoding is recorded as it came', async () => {
    const { upload, request: sent } = await sendAndWait();
    expect(await sent.callBack(gzipSync(json).subarray(0, -8), 'application/json', 'gzip')).toBe(200);
    expect((await getUpload(upload.id)).state).toBe('processing');
    expect(await sent.callBack(UPLOADED)).toBe(200);
    await scene.connector.until(upload.id, 'succeeded');
  });

  it('that would be larger than 2 MiB when decoded is 413', async () => {
    const { request: sent } = await sendAndWait();
    expect(await sent.callBack(gzipSync(Buffer.alloc(3 * 1024 * 1024)), 'text/plain', 'gzip')).toBe(413);
  });

  it('twice is answered twice and counts once', async () => {
    const answer = await scene.connector.call('POST', '/v1/subscriptions', {
      url: `${scene.receiver.url}/twice`,
    });
    const { upload, request: sent } = await sendAndWait();
    const statuses = await Promise.all([
      sent.callBack(UPLOADED),
      sent.callBack(UPLOADED),
      sent.callBack(UPLOADED),
    ]);
    expect(statuses).toEqual([200, 200, 200]);
    await scene.connector.until(upload.id, 'succeeded');
    expect(await eventsOf(upload.id)).toHaveLength(1);
    expect((await getUpload(upload.id)).outcome).not.toHaveProperty('conflict');
    await scene.connector.call('DELETE', `/v1/subscriptions/${answer.json.id}`);
  });

  it.each([
    ['success', UPLOADED, 'succeeded', { status: 'error', message: 'Data upload failed' }],
    ['failure', { status: 'error', message: 'Data upload failed' }, 'failed', UPLOADED],
  ] as const)(
    'that contradicts a %s is noted beside it and changes nothing else',
    async (_, first, state, second) => {
      const { upload, request: sent } = await sendAndWait();
      await sent.callBack(first);
      const settled = await scene.connector.until(upload.id, state);
      expect(await sent.callBack(second)).toBe(200);
      expect(await sent.callBack({ status: 'error', message: 'Data limit exceeded' })).toBe(200);
      const later = await getUpload(upload.id);
      expect(later).toMatchObject({ state, outcome: { ...settled.outcome, conflict: second.message } });
    },
  );

  it('of a send that was refused for the limit changes nothing, and that of the next one counts', async () => {
    scene.vendor.respond = (_, index) => (index === first ? refusal('Request limit exhausted') : PROCESSING);
    const first = scene.vendor.requests.length;
    const { upload, request: refused } = await scene.send();
    await scene.connector.until(upload.id, 'processing');
    expect(await refused.callBack({ status: 'error', message: 'Data upload failed' })).toBe(200);
    expect(await getUpload(upload.id)).toMatchObject({ state: 'processing' });
    await scene.vendor.requests[first + 1]!.callBack(UPLOADED);
    await scene.connector.until(upload.id, 'succeeded');
  });

  it('with a token that nobody gave out is 404, and logged without it', async () => {
    const token = 'a-token-that-nobody-gave-out-0123456789';
    const answer = await scene.connector.call('POST', `/callbacks/${token}`, json);
    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toMatch('application/problem+json');
    expect(answer.json).toMatchObject({ code: 'not_found', status: 404 });
    expect(scene.connector.logged()).toMatch('a callback came with a token');
    expect(scene.connector.logged()).not.toMatch(token);
  });

  it('with a token that cannot be read is 404 too, and not logged', async () => {
    const answer = await scene.connector.call('POST', '/callbacks/%E0%A4%A-unreadable-token', json);
    expect(answer.status).toBe(404);
    expect(scene.connector.logged()).not.toMatch('unreadable-token');
  });

  it('needs a POST', async () => {
    const { request: sent } = await sendAndWait();
    const answer = await request(sent.fields['callBackUrl']!, { method: 'GET' });
    expect(answer.statusCode).toBe(405);
    await answer.body.dump();
  });

  it('with 50,000 row numbers is read whole', async () => {
    const { upload, request: sent } = await sendAndWait();
    const rows = Array.from({ length: 50_000 }, (_, index) => index + 1);
    const message = `Invalid phone no.s found at rows [${rows.join(',')}] for campaign Diwali`;
    expect(await sent.callBack({ status: 'error', message })).toBe(200);
    const { outcome } = await scene.connector.until(upload.id, 'failed');
    expect(outcome?.rows).toHaveLength(50_000);
  });

  it('over 2 MiB is 413, and the upload goes on', async () => {
    const { upload, request: sent } = await sendAndWait();
    const message = 'x'.repeat(8 * 1024 * 1024);
    expect(await sent.callBack({ status: 'error', message })).toBe(413);
    expect(await getUpload(upload.id)).toMatchObject({ state: 'processing' });
    expect(await sent.callBack(UPLOADED)).toBe(200);
    await scene.connector.until(upload.id, 'succeeded');
  });

  it('with a NUL in it is taken like any other, and takes none of its neighbours with it', async () => {
    const [first, second] = [await sendAndWait(), await sendAndWait()];
    const statuses = await Promise.all([
      first.request.callBack(`\0${json}`),
      second.request.callBack(UPLOADED),
      first.request.callBack(UPLOADED),
    ]);
    expect(statuses).toEqual([200, 200, 200]);
    await scene.connector.until(first.upload.id, 'succeeded');
    await scene.connector.until(second.upload.id, 'succeeded');
  });

  it('that cannot be stored is refused alone', async () => {
    const notified = await scene.send({ notifyUrl: `${scene.receiver.url}/notify` });
    await scene.connector.until(notified.upload.id, 'processing');
    const neighbour = await sendAndWait();
    const port = new URL(scene.connector.url).port;
    await scene.stop();
    await withDatabase(scene.databaseUrl, async (db) => {
      const { notify_sealed: sealed } = await db
        .selectFrom('upload')
        .select('notify_sealed')
        .where('id', '=', notified.upload.id)
        .executeTakeFirstOrThrow();
      await db
        .updateTable('upload')
        .set({ notify_sealed: `${sealed!.slice(0, -8)}AAAAAAAA` })
        .where('id', '=', notified.upload.id)
        .execute();
    });
    await scene.start({ PORT: port });
    const broken = notified.request.callBack(UPLOADED).catch(() => undefined);
    expect(await neighbour.request.callBack(UPLOADED)).toBe(200);
    await scene.connector.until(neighbour.upload.id, 'succeeded');
    await scene.stop();
    await broken;
    await scene.start();
  });

  it('is kept as it came, with what may be a key blotted out', async () => {
    const { upload, request: sent } = await sendAndWait();
    await sent.callBack({ ...UPLOADED, Apikey: 'key-in-a-callback', campaign: 'Diwali' }, 'application/json');
    await scene.connector.until(upload.id, 'succeeded');
    await scene.stop();
    const kept = await withDatabase(scene.databaseUrl, (db) =>
      db
        .selectFrom('callback')
        .select(['body', 'content_type', 'effect'])
        .orderBy('received_at', 'desc')
        .execute(),
    );
    expect(kept[0]).toMatchObject({ content_type: 'application/json', effect: 'settled' });
    expect(kept[0]?.body).toMatch('"message":"Data uploaded successfully"');
    expect(kept[0]?.body).not.toMatch('key-in-a-callback');
    await scene.start();
  });
});
