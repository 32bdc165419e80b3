import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { openScene, type Scene } from '../harness/scene';
import { API_KEY } from '../harness/test-connector';
import { PROCESSING, UPLOADED } from '../harness/vendor';

const AUTHORIZATION = `Authorization: Bearer ${API_KEY}`;
const MULTIPART = 'Content-Type: multipart/form-data; boundary=edge';
const FILE = '--edge\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nPhoneNumber\n';

/** Milliseconds between the bytes of a caller that is slow, but not silent. */
const TRICKLE_MS = 100;

/** A request as it is written: the bytes that come at once, and one that is repeated forever, if any. */
interface SlowRequest {
  readonly line: string;
  readonly headers?: readonly string[];
  readonly body?: string;
  readonly trickle?: string;
}

/** Sends it, and waits until the service has closed the connection. @returns what came back */
async function answerTo(url: string, { line, headers = [], body = '', trickle }: SlowRequest) {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  // It may be cut off while it writes: what came back says enough.
  socket.on('error', () => undefined);
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
  const answered = new Promise<void>((resolve) => {
    socket.on('data', () => /^HTTP\/1\.1 \d/.test(received) && resolve());
    socket.on('close', () => resolve());
  });
  await once(socket, 'connect');
  socket.write([`POST ${line} HTTP/1.1`, 'Host: x', ...headers].join('\r\n') + body);
  const dripping = trickle === undefined ? undefined : setInterval(() => socket.write(trickle), TRICKLE_MS);
  await answered;
  clearInterval(dripping);
  socket.destroy();
  return received;
}

describe('a request that does not come to its end', () => {
  let scene: Scene;
  beforeAll(async () => {
    const env = { REQUEST_TIMEOUT_MS: '3000', REQUEST_IDLE_TIMEOUT_MS: '1000' };
    scene = await openScene('sqlite', { env });
    scene.vendor.respond = () => PROCESSING;
  });
  afterAll(() => scene.close());

  const JSON_HEADERS = [AUTHORIZATION, 'Content-Type: application/json', 'Content-Length: 5000'];
  it.each<[string, SlowRequest]>([
    [
      'a JSON upload that stands still',
      { line: '/v1/uploads', headers: JSON_HEADERS, body: '\r\n\r\n{"account":' },
    ],
    [
      'a JSON upload without a single byte of body',
      { line: '/v1/uploads', headers: JSON_HEADERS, body: '\r\n\r\n' },
    ],
    [
      'a subscription that stands still',
      { line: '/v1/subscriptions', headers: JSON_HEADERS, body: '\r\n\r\n{"url":' },
    ],
    [
      'a chunked upload that stands still',
      {
        line: '/v1/uploads',
        headers: [AUTHORIZATION, 'Content-Type: application/json', 'Transfer-Encoding: chunked'],
        body: '\r\n\r\n1\r\n{\r\n',
      },
    ],
    [
      'a gzip upload that stands still',
      {
        line: '/v1/uploads',
        headers: [...JSON_HEADERS, 'Content-Encoding: gzip'],
        body: '\r\n\r\n\u001f',
      },
    ],
    [
      'a multipart upload that stands still inside its file',
      {
        line: '/v1/uploads',
        headers: [AUTHORIZATION, MULTIPART, 'Content-Length: 5000'],
        body: `\r\n\r\n${FILE}98765`,
      },
    ],
    [
      'a check whose file stands still',
      {
        line: '/v1/checks',
        headers: [AUTHORIZATION, MULTIPART, 'Content-Length: 5000'],
        body: `\r\n\r\n${FILE}98765`,
      },
    ],
    [
      'a callback that stands still',
      { line: '/callbacks/nobody', headers: ['Content-Length: 50'], body: '\r\n\r\nstatus=' },
    ],
    [
      'a callback that trickles',
      { line: '/callbacks/nobody', headers: ['Content-Length: 500'], body: '\r\n\r\n', trickle: 'x' },
    ],
  ])('%s is answered 408', async (_, request) => {
    const answer = await answerTo(scene.connector.url, request);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"request_timeout"');
  });

  it.each<[string, SlowRequest, string]>([
    [
      'a JSON upload that trickles',
      { line: '/v1/uploads', headers: JSON_HEADERS, body: '\r\n\r\n', trickle: ' ' },
      'arrives too slowly',
    ],
    [
      'a multipart upload whose file trickles',
      {
        line: '/v1/uploads',
        headers: [AUTHORIZATION, MULTIPART, 'Content-Length: 5000'],
        body: `\r\n\r\n${FILE}`,
        trickle: '9',
      },
      'arrives too slowly',
    ],
    [
      'a check whose file trickles',
      {
        line: '/v1/checks',
        headers: [AUTHORIZATION, MULTIPART, 'Content-Length: 5000'],
        body: `\r\n\r\n${FILE}`,
        trickle: '9',
      },
      'arrives too slowly',
    ],
    [
      'a JSON upload that comes steadily, but longer than a request may',
      {
        line: '/v1/uploads',
        headers: [AUTHORIZATION, 'Content-Type: application/json', 'Content-Length: 500000'],
        body: '\r\n\r\n',
        trickle: ' '.repeat(2_000),
      },
      'did not arrive within 3 s',
    ],
  ])('%s is answered 408, which says why', async (_, request, why) => {
    const answer = await answerTo(scene.connector.url, request);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain(why);
  });

  it('a file part that stood still leaves no file behind', async () => {
    const folder = dirname(scene.databaseUrl.slice('file:'.length));
    const left = (await readdir(folder, { recursive: true, withFileTypes: true })).filter(
      (entry) => entry.isFile() && !entry.name.startsWith('connector.sqlite'),
    );
    expect(left.map(({ name }) => name)).toEqual([]);
  });

  it('a large callback with a known token that stands still is answered 408, and taken when it comes again', async () => {
    const { upload, request } = await scene.send();
    await scene.connector.until(upload.id, 'processing');
    const path = new URL(request.fields['callBackUrl']!).pathname;
    const answer = await answerTo(scene.connector.url, {
      line: path,
      headers: ['Content-Length: 500000'],
      body: `\r\n\r\n${'x'.repeat(40_000)}`,
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(await request.callBack(UPLOADED)).toBe(200);
    await scene.connector.until(upload.id, 'succeeded');
  });

  it.each<[string, SlowRequest]>([
    ['headers that stand still', { line: '/v1/uploads' }],
    ['headers that trickle', { line: '/v1/uploads', headers: ['X: '], trickle: 'x' }],
  ])('%s end the connection', async (_, request) => {
    expect(await answerTo(scene.connector.url, request)).toMatch(/^(HTTP\/1\.1 408 |$)/);
  });
});
