import { Readable } from 'node:stream';
import { request } from 'undici';
import { xlsxOf } from './files';
import { ACME, closeScenes, startScene, TWO_CONTACTS, type Scene } from './scene';
import type { ReceivedReply } from './upload-client';

afterEach(closeScenes);

function said(reply: ReceivedReply): unknown {
  expect(reply.contentType).toBe('application/json');
  return JSON.parse(reply.body);
}

const error = (message: string) => ({ status: 'error', message });

async function contactsOf(scene: Scene, path = '/campaigns/acme/Diwali'): Promise<unknown> {
  await scene.simulator.idle();
  return (await scene.json(path))['contactCount'];
}

test('a good upload is answered "Data processing", and its contacts are in afterwards', async () => {
  const scene = await startScene();

  const reply = await scene.upload();

  expect(reply.httpStatus).toBe(200);
  expect(said(reply)).toEqual({ status: 'success', message: 'Data processing' });
  expect(await contactsOf(scene)).toBe(2);
});

describe.each<[string, Record<string, string | undefined>, string]>([
  ['no user name', { username: undefined }, 'Authentication failed'],
  ['no API key', { apiKey: undefined }, 'Authentication failed'],
  ['a wrong API key', { apiKey: 'wrong' }, 'Authentication failed'],
  ["another account's API key", { apiKey: 'key-of-globex' }, 'Authentication failed'],
  [
    "the sister APIs' spelling of username",
    { username: undefined, userName: 'acme' },
    'Authentication failed',
  ],
  ['apikey in lower case', { apiKey: undefined, apikey: ACME.apiKey }, 'Authentication failed'],
  ['no campaign', { campaignName: undefined }, 'Campaign not found'],
  ['an unknown campaign', { campaignName: 'Nobody' }, 'Campaign not found'],
  ['a campaign in another case', { campaignName: 'diwali' }, 'Campaign not found'],
  [
    'campaign in the place of campaignName',
    { campaignName: undefined, campaign: 'Diwali' },
    'Campaign not found',
  ],
  ['a running campaign', { campaignName: 'Busy' }, 'Campaign is running'],
  ['a running campaign to be started', { campaignName: 'Busy', action: 'start' }, 'Campaign is running'],
  ['no callBackUrl', { callBackUrl: undefined }, 'callBackUrl is mandatory'],
  [
    'callbackUrl with a small b',
    { callBackUrl: undefined, callbackUrl: 'http://localhost' },
    'callBackUrl is mandatory',
  ],
  ['an action in capitals', { action: 'Start' }, 'action should be start or stop'],
])('with %s', (_, fields, message) => {
  test(`the reply is "${message}" and nothing is loaded`, async () => {
    const scene = await startScene();

    const reply = await scene.upload(fields);

    expect(said(reply)).toEqual(error(message));
    expect(await contactsOf(scene)).toBe(0);
    expect(scene.listener.heard).toEqual([]);
  });
});

describe.each<[string, { name: string; content: string | Buffer }]>([
  ['a text file', { name: 'contacts.txt', content: TWO_CONTACTS }],
  ['no extension', { name: 'contacts', content: TWO_CONTACTS }],
  ['an old workbook', { name: 'contacts.xls', content: Buffer.from('d0cf11e0a1b11ae1', 'hex') }],
  ['an old workbook named .xlsx', { name: 'contacts.xlsx', content: Buffer.from('d0cf11e0a1b11ae1', 'hex') }],
  ['an old workbook named .csv', { name: 'contacts.csv', content: Buffer.from('d0cf11e0a1b11ae1', 'hex') }],
  ['CSV named .xlsx', { name: 'contacts.xlsx', content: TWO_CONTACTS }],
  ['CSV in UTF-16', { name: 'contacts.csv', content: Buffer.from(`\uFEFF${TWO_CONTACTS}`, 'utf16le') }],
  ['a PDF named .csv', { name: 'contacts.csv', content: '%PDF-1.7' }],
])('with %s', (_, file) => {
  test('the reply is "Only excel files are allowed"', async () => {
    const { upload } = await startScene();
    expect(said(await upload({}, file))).toEqual(error('Only excel files are allowed'));
  });
});

test('a workbook named .csv is no CSV', async () => {
  const { upload } = await startScene();
  const { content } = await xlsxOf([['PhoneNumber'], ['1']]);
  expect(said(await upload({}, { name: 'contacts.csv', content }))).toEqual(
    error('Only excel files are allowed'),
  );
});

test('extensions may be in capitals', async () => {
  const { upload } = await startScene();
  const reply = await upload({}, { name: 'CONTACTS.CSV', content: TWO_CONTACTS });
  expect(said(reply)).toMatchObject({ status: 'success' });
});

test('without a file the reply is "File is mandatory"', async () => {
  const { upload } = await startScene();
  expect(said(await upload({}, null))).toEqual(error('File is mandatory'));
});

test('a file in a text field is no file', async () => {
  const { upload } = await startScene();
  expect(said(await upload({ file: TWO_CONTACTS }, null))).toEqual(error('File is mandatory'));
});

test('an empty action counts as none', async () => {
  const scene = await startScene();
  expect(said(await scene.upload({ action: '' }))).toMatchObject({ status: 'success' });
  await scene.listener.next();
  expect(scene.simulator.campaigns.find('acme', 'Diwali')?.position).toBe('stopped');
});

test('a dummy callBackUrl is accepted, as the page says', async () => {
  const scene = await startScene();
  expect(said(await scene.upload({ callBackUrl: 'dummy' }))).toMatchObject({ status: 'success' });
  expect(await contactsOf(scene)).toBe(2);
});

test('a field that is given twice counts as it came first', async () => {
  const scene = await startScene();
  const boundary = 'b';
  const part = (name: string, value: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const response = await request(scene.simulator.uploadUrl, {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: `${part('username', 'acme')}${part('username', 'globex')}${part('apiKey', ACME.apiKey)}--${boundary}--\r\n`,
  });
  expect(await response.body.json()).toEqual(error('File is mandatory'));
});

describe.each<[string, string | undefined, string]>([
  ['JSON', 'application/json', JSON.stringify(ACME)],
  ['form fields', 'application/x-www-form-urlencoded', new URLSearchParams(ACME).toString()],
  ['multipart without a boundary', 'multipart/form-data', 'x'],
  ['a broken multipart body', 'multipart/form-data; boundary=b', 'no part at all'],
  ['no content type', undefined, ''],
])('a body of %s', (_, contentType, body) => {
  test('holds no credentials', async () => {
    const { simulator } = await startScene();
    const response = await request(simulator.uploadUrl, {
      method: 'POST',
      headers: contentType === undefined ? {} : { 'content-type': contentType },
      body,
    });
    expect(await response.body.json()).toEqual(error('Authentication failed'));
  });
});

test('a form whose end is missing brings no file', async () => {
  const scene = await startScene();
  const fields = { ...ACME, campaignName: 'Diwali', callBackUrl: scene.listener.url };
  const parts = Object.entries(fields).map(
    ([name, value]) => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const file = `--b\r\ncontent-disposition: form-data; name="file"; filename="contacts.csv"\r\n\r\n${TWO_CONTACTS}`;
  const response = await request(scene.simulator.uploadUrl, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    body: `${parts.join('')}${file}`,
  });
  expect(await response.body.json()).toEqual(error('File is mandatory'));
  expect(await contactsOf(scene)).toBe(0);
});

test('a chunked request, without Content-Length, is taken', async () => {
  const scene = await startScene();
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...ACME, campaignName: 'Diwali', callBackUrl: 'dummy' })) {
    form.append(name, value);
  }
  form.append('file', new Blob([TWO_CONTACTS]), 'contacts.csv');
  const encoded = new Response(form);
  const response = await request(scene.simulator.uploadUrl, {
    method: 'POST',
    headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
    body: Readable.from(Buffer.from(await encoded.arrayBuffer())),
  });
  expect(await response.body.json()).toEqual({ status: 'success', message: 'Data processing' });
});

test('a file larger than the limit is "Data limit exceeded"', async () => {
  const { upload, simulator } = await startScene({ maxFileBytes: 100 });
  const reply = await upload({}, { name: 'contacts.csv', content: `PhoneNumber\n${'1\n'.repeat(100)}` });
  expect(said(reply)).toEqual(error('Data limit exceeded'));
  expect(simulator.requestLog.uploads()[0]?.file?.bytes).toBe(212);
});

test('a second upload while the campaign is being processed is answered like a running campaign', async () => {
  const { upload } = await startScene({ processingMs: 60_000 });
  await upload();
  expect(said(await upload())).toEqual(error('Campaign is running'));
  expect(said(await upload({ campaignName: 'Holi' }))).toMatchObject({ status: 'success' });
});

test('when the callback is there, the campaign takes the next upload', async () => {
  const scene = await startScene();
  for (const count of [2, 4, 6]) {
    expect(said(await scene.upload())).toMatchObject({ status: 'success' });
    await scene.listener.next();
    expect(scene.simulator.campaigns.find('acme', 'Diwali')?.view().contacts).toBe(count);
  }
});

test('campaigns of one name belong to their accounts', async () => {
  const scene = await startScene();
  await scene.upload({ username: 'globex', apiKey: 'key-of-globex' });
  expect(await contactsOf(scene, '/campaigns/globex/Diwali')).toBe(2);
  expect(await contactsOf(scene, '/campaigns/acme/Diwali')).toBe(0);
});

test('the HTTP status of error replies is configurable', async () => {
  const { upload } = await startScene({ errorHttpStatus: 401 });
  const reply = await upload({ apiKey: 'wrong' });
  expect(reply.httpStatus).toBe(401);
  expect(said(reply)).toEqual(error('Authentication failed'));
  expect((await upload()).httpStatus).toBe(200);
});

test('the endpoint takes nothing but POST', async () => {
  const { simulator } = await startScene();
  const response = await request(simulator.uploadUrl);
  await response.body.dump();
  expect(response.statusCode).toBe(404);
});
