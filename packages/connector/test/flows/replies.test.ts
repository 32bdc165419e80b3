import { gzipSync } from 'node:zlib';
import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import { DATABASE_KINDS } from '../harness/databases';
import { openScene, type Scene } from '../harness/scene';
import { PROCESSING, refusal, UPLOADED, type VendorReply } from '../harness/vendor';

const REFUSALS = [
  ['Authentication failed', 'authentication_failed'],
  ['File is mandatory', 'file_missing'],
  ['Only excel/csv files are allowed', 'file_type_not_allowed'],
  ['Campaign not found', 'campaign_not_found'],
  ['Campain is running', 'campaign_running'],
  ['Campaign under process', 'campaign_running'],
  ['Map file doesnt contain phoneNumber', 'phone_number_column_missing'],
  ['Data limit exceeded', 'data_limit_exceeded'],
] as const;

describe.each(DATABASE_KINDS)('the reply, on %s', (kind) => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await openScene(kind);
  });
  afterAll(() => scene.close());
  beforeEach(() => {
    scene.vendor.respond = () => PROCESSING;
  });

  const uploadWith = async (reply: VendorReply | 'cut', ...states: Upload['state'][]) => {
    scene.vendor.respond = () => reply;
    const { upload, request } = await scene.send();
    return { upload: await scene.connector.until(upload.id, ...states), request };
  };

  it.each(['Data processing', 'Data uploaded successfully', 'Something new', ''])(
    'success, with the text "%s", is accepted and not yet done',
    async (message) => {
      const { upload } = await uploadWith({ body: { status: 'SUCCESS ', message } }, 'processing');
      expect(upload.outcome).toBeUndefined();
      expect(upload.counts).toMatchObject({ sent: 1 });
    },
  );

  it.each(REFUSALS)('"%s" rejects, with the text verbatim', async (message, code) => {
    for (const status of [200, 400, 500]) {
      const { upload } = await uploadWith({ status, body: { status: ' error', message } }, 'rejected');
      expect(upload.outcome).toMatchObject({ status: 'error', code, message, source: 'reply' });
      expect(upload.counts).toMatchObject({ sent: 0 });
    }
  });

  it('gives the rows that the vendor names', async () => {
    const message = 'Invalid phone no.s found at rows [1,7] for campaign Diwali';
    const { upload } = await uploadWith(refusal(message), 'rejected');
    expect(upload.outcome).toMatchObject({ code: 'invalid_phone_numbers', message, rows: [1, 7] });
  });

  it('that refuses with an unknown text rejects as unrecognised', async () => {
    const { upload } = await uploadWith(
      { body: { status: 'failure', message: 'Licence expired' } },
      'rejected',
    );
    expect(upload.outcome).toMatchObject({
      code: 'unrecognised',
      message: 'Licence expired',
      source: 'reply',
    });
  });

  it.each<[string, VendorReply]>([
    ['empty', { body: '' }],
    ['empty with an error status', { status: 502, body: '' }],
    ['a page', { body: '<html>Please sign in</html>' }],
    ['not JSON', { status: 500, body: 'Internal Server Error' }],
    ['without a status', { body: { message: 'hello' } }],
    ['an error of the web framework', { status: 500, body: { status: 500, error: 'Internal Server Error' } }],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/elsewhere' }, body: '' }],
  ])('that is %s leaves it unconfirmed, open and never sent again', async (_, reply) => {
    const { upload, request } = await uploadWith(reply, 'unconfirmed');
    expect(upload.outcome).toMatchObject({ code: 'unrecognised', source: 'reply', status: 'error' });
    expect(upload.outcome?.advice).toMatch(/look at the campaign/i);

    const sent = scene.vendor.requests.length;
    scene.vendor.respond = () => PROCESSING;
    const account = { username: upload.username, apiKey: 'vendor-key-of-a-second-upload' };
    const second = await scene.connector.upload(scene.newRequest({ account }));
    expect(await scene.connector.until(second.id, 'waiting')).toHaveProperty('notBefore');
    expect(scene.vendor.requests).toHaveLength(sent);

    expect(await request.callBack(UPLOADED)).toBe(200);
    expect(await scene.connector.until(upload.id, 'succeeded')).toMatchObject({
      outcome: { code: 'uploaded' },
    });
    await scene.connector.until(second.id, 'processing');
    expect(scene.vendor.requests).toHaveLength(sent + 1);
  });

  it('that a proxy has compressed is read', async () => {
    const body = gzipSync(JSON.stringify(PROCESSING.body));
    await uploadWith({ headers: { 'content-encoding': 'gzip' }, body }, 'processing');
  });

  it.each([
    ['gzip', 'gzip'],
    ['an unknown coding', 'compress'],
  ])('that is plain text, though it claims %s, is read', async (_, coding) => {
    const body = JSON.stringify(PROCESSING.body);
    await uploadWith({ headers: { 'content-encoding': coding }, body }, 'processing');
  });

  it('that breaks off in the middle of its coding is unrecognised, not a lost connection', async () => {
    const body = gzipSync(JSON.stringify(PROCESSING.body)).subarray(0, 20);
    const { upload } = await uploadWith({ headers: { 'content-encoding': 'gzip' }, body }, 'unconfirmed');
    expect(upload.outcome).toMatchObject({ code: 'unrecognised' });
  });

  it('that never comes because the connection was cut leaves it unconfirmed, and the file is not sent again', async () => {
    const { upload, request } = await uploadWith('cut', 'unconfirmed');
    expect(upload.outcome).toMatchObject({ code: 'connection_lost', source: 'transport' });
    expect(scene.vendor.requests.filter(({ fields }) => fields['username'] === upload.username)).toHaveLength(
      1,
    );
    expect(await request.callBack(UPLOADED)).toBe(200);
    expect(await scene.connector.until(upload.id, 'succeeded')).toMatchObject({ counts: { sent: 1 } });
  });

  it('"Request limit exhausted" lets it wait for its next slot, and it is sent then', async () => {
    scene.vendor.respond = ({ fields }) =>
      scene.vendor.requests.filter((one) => one.fields['username'] === fields['username']).length < 3
        ? refusal('Request limit exhausted')
        : PROCESSING;
    const { upload } = await scene.send();
    await scene.connector.until(upload.id, 'processing');
    const tries = scene.vendor.requests.filter(({ fields }) => fields['username'] === upload.username);
    expect(tries).toHaveLength(3);
    // A callback URL of its own for each send.
    expect(new Set(tries.map(({ fields }) => fields['callBackUrl'])).size).toBe(3);
    expect(await tries[2]!.callBack(UPLOADED)).toBe(200);
    expect(await scene.connector.until(upload.id, 'succeeded')).toMatchObject({
      outcome: { code: 'uploaded' },
    });
  });

  it('"Request limit exhausted" again and again rejects in the end', async () => {
    const { upload } = await uploadWith(refusal('Request limit exhausted'), 'rejected');
    expect(upload.outcome).toMatchObject({ code: 'request_limit_exhausted', source: 'reply' });
    expect(upload.outcome?.advice).toMatch(/refused the account 30 times/);
    const tries = scene.vendor.requests.filter(({ fields }) => fields['username'] === upload.username);
    expect(tries).toHaveLength(30);
  });

  it('carries exactly the fields of the page, and no action where none was asked for', async () => {
    const { request } = await scene.send();
    expect(Object.keys(request.fields).sort()).toEqual(['apiKey', 'callBackUrl', 'campaignName', 'username']);
    expect(request.fileName).toBe('contacts.csv');
    expect(request.file).toBe('PhoneNumber,Name\r\n+91 98765 43210,Asha\r\n');
    const started = await scene.send({ action: 'start' });
    expect(started.request.fields['action']).toBe('start');
  });
});
