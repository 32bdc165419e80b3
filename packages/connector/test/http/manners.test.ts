import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import SqliteDatabase from 'better-sqlite3';
import { createRateLimiter } from '../../src/http/rate-limiter';
import { isDatabaseUnavailable } from '../../src/store/database-unavailable';
import { makeDatabase } from '../harness/databases';
import { expectProblem } from '../harness/problems';
import { startPostgresServer } from '../harness/postgres-server';
import { openScene, type Scene } from '../harness/scene';
import { API_KEY, startTestConnector } from '../harness/test-connector';

const OTHER_KEY = 'key-of-the-reporting-tool';
const WRONG = { authorization: 'Bearer a-key-that-nobody-has' };
const LIMIT = 60;

interface LogLine {
  readonly audit?: true;
  readonly requestId?: string;
}

describe('an answer of the connector', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene('sqlite', {
      env: { CONNECTOR_API_KEYS: `${API_KEY},reports:${OTHER_KEY}` },
    });
  });
  afterAll(() => scene.close());

  const logged = () =>
    scene.connector
      .logged()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as LogLine);

  it('has a request id in its header and in its problem', async () => {
    const answer = await scene.connector.call('GET', '/v1/uploads/none');
    const { requestId } = expectProblem(answer, 404, 'not_found');
    expect(requestId).toMatch(/^[\w-]{36}$/);
    expect(answer.headers['x-request-id']).toBe(requestId);
    expect((await scene.connector.call('GET', '/healthz')).headers['x-request-id']).not.toBe(requestId);
  });

  it('is the same to a target in absolute form, and a problem to one that is no URL', async () => {
    const { port } = new URL(scene.connector.url);
    const answerTo = async (target: string) => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.end(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
      return text(socket);
    };
    expect(await answerTo('http://connector.example/healthz')).toMatch(/^HTTP\/1\.1 200 /);
    for (const target of ['http://[::1/healthz', 'http://', 'http://[/', '//[', '*'])
      expect(await answerTo(target)).toMatch(
        /^HTTP\/1\.1 4\d\d [^]*X-Request-Id: [^]*application\/problem\+json/,
      );
  });

  it('takes the request id that a proxy brings, and no text that could forge a log line or a header', async () => {
    const idFor = async (brought: string) =>
      (await scene.connector.call('GET', '/healthz', undefined, { 'x-request-id': brought })).headers[
        'x-request-id'
      ];
    expect(await idFor('gateway-0123.4567')).toBe('gateway-0123.4567');
    for (const text of [
      'short',
      'x'.repeat(65),
      'two words here',
      '"quoted-text"',
      '../../etc/passwd',
      '-start',
    ])
      expect(await idFor(text)).not.toBe(text);
  });

  it('may be neither sniffed nor framed, and is kept by no cache where it is about people', async () => {
    for (const path of ['/v1/uploads', '/v1/uploads/none', '/v1/deliveries', '/callbacks/none', '/v1/none']) {
      const answer = await scene.connector.call(path.startsWith('/callbacks') ? 'POST' : 'GET', path);
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      });
      expect(answer.headers).not.toHaveProperty('x-powered-by');
    }
  });

  it('to a change is logged with the name of the key, the route, the status and the id alone', async () => {
    const url = 'https://receiver.example/hook?secret=in-the-query';
    const headers = { authorization: `Bearer ${OTHER_KEY}` };
    const created = await scene.connector.call('POST', '/v1/subscriptions?from=9876543210', { url }, headers);
    const { id } = created.json as { id: string };
    await scene.connector.call('GET', `/v1/subscriptions/${id}`, undefined, headers);
    await scene.connector.call('DELETE', `/v1/subscriptions/${id}`);
    await scene.connector.call('DELETE', '/v1/subscriptions/9876543210');
    const audited = logged().filter(({ audit }) => audit);
    expect(audited).toEqual([
      expect.objectContaining({
        requestId: created.headers['x-request-id'],
        key: 'reports',
        route: 'POST /v1/subscriptions',
        status: 201,
        id,
      }),
      expect.objectContaining({
        key: 'key-1',
        route: 'DELETE /v1/subscriptions/{id}',
        status: 204,
        id,
      }),
      expect.objectContaining({ route: 'DELETE /v1/subscriptions/{id}', status: 404 }),
    ]);
    expect(scene.connector.logged()).not.toMatch(/9876543210|in-the-query|receiver\.example/);
  });

  it('to an unknown callback is logged with its request id', async () => {
    const answer = await scene.connector.call('POST', '/callbacks/none', 'x');
    expect(logged().map(({ requestId }) => requestId)).toContain(answer.headers['x-request-id']);
  });
});

describe('the rate limit', () => {
  const startWith = async (env: Record<string, string>) => {
    const database = await makeDatabase('sqlite');
    const connector = await startTestConnector({ DATABASE_URL: database.url, ...env });
    const get = (headers: Record<string, string>) =>
      connector.call('GET', '/v1/subscriptions', undefined, headers);
    const close = async () => {
      await connector.stop();
      await database.remove();
    };
    return { connector, get, close };
  };
  const count = async (times: number, ask: (turn: number) => Promise<{ status: number }>) => {
    const statuses: Record<number, number> = {};
    for (let turn = 0; turn < times; turn += 1) {
      const { status } = await ask(turn);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
    return statuses;
  };

  it('answers 429 to wrong keys of one address, whatever X-Forwarded-For says, and never to a right one', async () => {
    const { connector, get, close } = await startWith({});
    const statuses = await count(3 * LIMIT, (turn) =>
      get({ ...WRONG, 'x-forwarded-for': `198.51.100.${turn}` }),
    );
    expect(statuses[401]).toBeGreaterThanOrEqual(LIMIT);
    expect(statuses[429]).toBeGreaterThan(LIMIT);
    const post = () => connector.call('POST', '/v1/uploads', 'x'.repeat(1000), WRONG);
    let refused = await post();
    // Each second that has passed allows one more.
    while (refused.status === 401) refused = await post();
    expectProblem(refused, 429, 'too_many_requests');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(await get({})).toMatchObject({ status: 200 });
    await close();
  });

  it('tells callers behind a trusted proxy apart, by the address that this proxy saw', async () => {
    const { get, close } = await startWith({ TRUST_PROXY: 'loopback' });
    const from = (address: string) => get({ ...WRONG, 'x-forwarded-for': address });
    expect(await count(2 * LIMIT, () => from('198.51.100.7'))).toHaveProperty('429');
    expect(await from('198.51.100.8')).toMatchObject({ status: 401 });
    // What the caller wrote stands before what the proxy added.
    expect(await from('203.0.113.9, 198.51.100.7')).toMatchObject({ status: 429 });
    await close();
  });

  it('counts the addresses of one IPv6 network as one', async () => {
    const { get, close } = await startWith({ TRUST_PROXY: '1' });
    const from = (address: string) => get({ ...WRONG, 'x-forwarded-for': address });
    expect(await count(2 * LIMIT, (turn) => from(`2001:db8::${turn}`))).toHaveProperty('429');
    expect(await from('2001:db8:0:1::1')).toMatchObject({ status: 401 });
    await close();
  });

  it('of one key leaves the others alone', async () => {
    const { connector, get, close } = await startWith({
      CONNECTOR_API_KEYS: `${API_KEY},reports:${OTHER_KEY}`,
      RATE_LIMIT_PER_MINUTE: '5',
    });
    const reports = { authorization: `Bearer ${OTHER_KEY}` };
    expect(await count(10, () => get(reports))).toEqual({ 200: 5, 429: 5 });
    expect(await get({})).toMatchObject({ status: 200 });
    const refused = await connector.call('GET', '/v1/uploads', undefined, reports);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(10);
    await close();
  });

  it('allows that many at once, then as many as come due, and remembers no more keys than it may', () => {
    let now = 0;
    const limiter = createRateLimiter({ perMinute: 2, maxKeys: 2, clock: () => now });
    expect([limiter.take('a'), limiter.take('a'), limiter.take('a')]).toEqual([0, 0, 30_000]);
    now = 30_000;
    expect([limiter.take('a'), limiter.take('a')]).toEqual([0, 30_000]);
    limiter.take('b');
    limiter.take('c');
    expect(limiter.take('a')).toBe(0);
  });
});

describe('while the database cannot be used', () => {
  it('each route of /v1 answers 503 with Retry-After, on postgres', async () => {
    const postgres = await startPostgresServer();
    const connector = await startTestConnector({ DATABASE_URL: await postgres.database('connector') });
    await postgres.kill();
    try {
      for (const [method, path, body] of [
        ['GET', '/v1/uploads', undefined],
        ['GET', '/v1/uploads/none', undefined],
        ['GET', '/v1/uploads/none/events', undefined],
        ['POST', '/v1/uploads/none/cancel', undefined],
        ['POST', '/v1/subscriptions', { url: 'https://receiver.example/' }],
        ['DELETE', '/v1/subscriptions/none', undefined],
        ['GET', '/v1/deliveries', undefined],
      ] as const) {
        const answer = await connector.call(method, path, body);
        expectProblem(answer, 503, 'unavailable');
        expect(answer.headers['retry-after']).toBe('5');
      }
    } finally {
      await postgres.start();
      await connector.stop();
      await postgres.stop();
    }
  });

  it('a file that is read-only or in use is told from a query that is wrong, on sqlite', async () => {
    const database = await makeDatabase('sqlite');
    const path = database.url.slice('file:'.length);
    const writer = new SqliteDatabase(path);
    writer.exec('create table t (x)');
    const reader = new SqliteDatabase(path, { readonly: true });
    const faultOf = (act: () => void): unknown => {
      try {
        act();
      } catch (error) {
        return error;
      }
      return undefined;
    };
    expect(isDatabaseUnavailable(faultOf(() => reader.exec('insert into t values (1)')))).toBe(true);
    reader.close();
    writer.exec('begin exclusive');
    const second = new SqliteDatabase(path, { timeout: 1 });
    expect(isDatabaseUnavailable(faultOf(() => second.exec('begin immediate')))).toBe(true);
    second.close();
    expect(isDatabaseUnavailable(faultOf(() => writer.exec('select none from t')))).toBe(false);
    writer.close();
    expect(isDatabaseUnavailable(faultOf(() => writer.exec('select 1')))).toBe(true);
    await database.remove();
  });
});
