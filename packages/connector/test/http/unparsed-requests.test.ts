import { once } from 'node:events';
import { connect } from 'node:net';
import { expectProblem } from '../harness/problems';
import { openScene, type Scene } from '../harness/scene';
import { API_KEY } from '../harness/test-connector';

const HOST = 'Host: x';
const KEY = `Authorization: Bearer ${API_KEY}`;
const JSON_BODY = 'Content-Type: application/json';

/** What came back, answer by answer, when the service has closed the connection. */
async function answersTo(url: string, text: string) {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
  socket.write(text);
  await once(socket, 'close');
  return received.split(/(?=HTTP\/1\.1 \d{3})/).map(parseAnswer);
}

function parseAnswer(text: string) {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const [line = '', ...fields] = head.split('\r\n');
  const headers = Object.fromEntries(
    fields.map((field) => [field.split(': ')[0]!.toLowerCase(), field.split(': ')[1]!]),
  );
  const json = /json/.test(headers['content-type'] ?? '') ? (JSON.parse(body) as unknown) : undefined;
  return { status: Number(line.split(' ')[1]), headers, text: body, json };
}

const request = (line: string, ...fields: string[]): string =>
  `${[`${line} HTTP/1.1`, ...fields].join('\r\n')}\r\n\r\n`;

describe('a request that is not valid HTTP', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene('sqlite', { env: { REQUEST_IDLE_TIMEOUT_MS: '500' } });
  });
  afterAll(() => scene.close());

  it.each([
    ['no Host', request('GET /healthz', 'Connection: close'), 400, 'invalid_body'],
    [
      'a length and an encoding of its transfer',
      request('POST /v1/uploads', HOST, 'Content-Length: 3', 'Transfer-Encoding: chunked'),
      400,
      'invalid_body',
    ],
    ['no known method', request('FETCH /healthz', HOST), 400, 'invalid_body'],
    ['the bytes of TLS', '\x16\x03\x01\x02\x00\x01\x00', 400, 'invalid_body'],
    ['a long query', request(`GET /v1/uploads?q=${'x'.repeat(17_000)}`, HOST, KEY), 431, 'headers_too_large'],
    [
      'a very long header',
      request('GET /healthz', HOST, `X: ${'x'.repeat(2_000_000)}`),
      431,
      'headers_too_large',
    ],
    ['headers that do not end', 'GET /healthz HTTP/1.1\r\nHost: x\r\n', 408, 'request_timeout'],
    [
      'a body that is not chunked as it says',
      request('POST /v1/uploads', HOST, KEY, JSON_BODY, 'Transfer-Encoding: chunked') + 'zz\r\n',
      400,
      'invalid_body',
    ],
  ])('with %s is answered once, by a problem with a request id', async (_, text, status, code) => {
    const answers = await answersTo(scene.connector.url, text);
    expect(answers).toHaveLength(1);
    const problem = expectProblem(answers[0]!, status, code);
    expect(problem.requestId).toBe(answers[0]!.headers['x-request-id']);
    expect(problem.requestId).toMatch(/^[\w-]{8,}$/);
    expect(Number(answers[0]!.headers['content-length'])).toBe(Buffer.byteLength(answers[0]!.text));
  });

  it('behind one that is valid leaves that its answer', async () => {
    const valid = request('GET /v1/uploads', HOST, KEY);
    const [first, second, ...more] = await answersTo(scene.connector.url, `${valid}nonsense\r\n\r\n`);
    expect(first).toMatchObject({ status: 200, json: { items: [] } });
    expectProblem(second!, 400, 'invalid_body');
    expect(more).toEqual([]);
  });

  it('after its answer has begun gets no second one', async () => {
    const wrongKey = request('POST /v1/uploads', HOST, JSON_BODY, 'Transfer-Encoding: chunked');
    const answers = await answersTo(scene.connector.url, `${wrongKey}1\r\n{\r\nzz\r\n`);
    // Which of the two is seen first is a matter of time.
    expect([[400], [401]]).toContainEqual(answers.map(({ status }) => status));
  });

  it('is logged with its id, and without what was sent', async () => {
    const { requestId } = await untilLogged();
    expect(scene.connector.logged()).toContain(requestId);
    expect(scene.connector.logged()).not.toContain('nonsense');
  });

  /** One line a second is logged. */
  async function untilLogged(): Promise<{ requestId: string }> {
    for (;;) {
      const [answer] = await answersTo(scene.connector.url, 'nonsense\r\n\r\n');
      const problem = expectProblem(answer!, 400, 'invalid_body');
      if (scene.connector.logged().includes(problem.requestId!)) return { requestId: problem.requestId! };
    }
  }

  it('but for an expectation that nobody knows is answered as if it had none', async () => {
    const answers = await answersTo(
      scene.connector.url,
      request('GET /healthz', HOST, 'Expect: nope', 'Connection: close'),
    );
    expect(answers).toMatchObject([{ status: 200, json: { status: 'ok' } }]);
  });
});

describe('a path that cannot be decoded', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene('sqlite');
  });
  afterAll(() => scene.close());

  it('is refused without a right key like any other, and within the same rate', async () => {
    const get = (headers = {}) => scene.connector.call('GET', '/v1/uploads/%zz', undefined, headers);
    expectProblem(await get(), 400, 'invalid_body');
    const wrong = { authorization: 'Bearer a-key-that-nobody-has' };
    let answer = await get(wrong);
    expectProblem(answer, 401, 'unauthorized');
    while (answer.status === 401) answer = await get(wrong);
    expectProblem(answer, 429, 'too_many_requests');
  });

  it('is to Ozonetel an unknown callback URL', async () => {
    expectProblem(await scene.connector.call('POST', '/callbacks/%zz', 'x'), 404, 'not_found');
  });
});
