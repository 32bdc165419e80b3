import type { RequestListener } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { createFetching, CSV, names, type Fetching } from './fetching';

let fetching: Fetching;
beforeAll(async () => {
  fetching = await createFetching();
});
afterEach(() => fetching.closeServers());
afterAll(() => fetching.remove());

describe('a file at a URL', () => {
  it('is streamed to its target, with the headers given', async () => {
    let seen: unknown;
    const host = await fetching.serve((request, response) => {
      seen = [request.method, request.headers['authorization'], request.headers['accept-encoding']];
      response.end(CSV);
    });
    const file = await fetching.fetched(`http://${host}/export?token=s3cret`, {
      allowedHosts: [host],
      headers: { Authorization: 'Bearer abc' },
    });
    expect(file).toEqual({ text: CSV, bytes: CSV.length });
    expect(seen).toEqual(['GET', 'Bearer abc', 'identity']);
  });

  it('is taken from a proxy that says it changed the answer', async () => {
    const host = await fetching.serve((_, response) => void response.writeHead(203).end(CSV));
    expect((await fetching.fetched(`http://${host}/x`, { allowedHosts: [host] })).text).toBe(CSV);
  });

  it('is followed over redirects, the headers staying behind at another origin', async () => {
    const seen: unknown[] = [];
    const last = await fetching.serve((request, response) => {
      const { authorization, cookie } = request.headers;
      seen.push(authorization, cookie, request.headers['x-api-key']);
      response.end(CSV);
    });
    const first = await fetching.serve((request, response) => {
      seen.push(request.headers['authorization']);
      const location = request.url === '/a' ? '/b' : `http://${last}/c`;
      response.writeHead(302, { location }).end();
    });
    await fetching.fetched(`http://${first}/a`, {
      allowedHosts: [first, last],
      headers: { Authorization: 'Bearer abc', 'X-Api-Key': 'def', Cookie: 'session=1' },
    });
    expect(seen).toEqual(['Bearer abc', 'Bearer abc', undefined, undefined, undefined]);
  });

  it('whose path begins with two slashes, as keys of storage do, is asked of its own host', async () => {
    const seen: unknown[] = [];
    const host = await fetching.serve((request, response) => {
      seen.push([request.headers.host, request.url, request.headers['authorization']]);
      if (request.url === '/moved')
        response.writeHead(302, { location: `http://${host}//evil.example/x` }).end();
      else response.end(CSV);
    });
    const options = { allowedHosts: [host], headers: { Authorization: 'Bearer abc' } };
    await fetching.fetched(`http://${host}//exports/leads.csv`, options);
    await fetching.fetched(`http://${host}/moved`, options);
    expect(seen).toEqual([
      [host, '//exports/leads.csv', 'Bearer abc'],
      [host, '/moved', 'Bearer abc'],
      [host, '//evil.example/x', 'Bearer abc'],
    ]);
  });

  it.each([
    ['asha:p%40ss', 'asha:p@ss'],
    ['asha:100%zz', 'asha:100%zz'],
  ])('may have a user and a password in it: %s', async (userinfo, sent) => {
    let authorization: string | undefined;
    const host = await fetching.serve((request, response) => {
      authorization = request.headers.authorization;
      response.end(CSV);
    });
    await fetching.fetched(`http://${userinfo}@${host}/`, { allowedHosts: [host] });
    expect(authorization).toBe(`Basic ${Buffer.from(sent).toString('base64')}`);
  });

  it.each(['Host', 'Transfer-Encoding', 'Upgrade', 'Expect', 'Keep-Alive', 'Proxy-Authorization'])(
    'cannot be had with a header %s, which is said at once',
    async (name) => {
      const { code, message, retryable } = await fetching.refusal('http://crm.example/', {
        lookup: names({ 'crm.example': [['93.184.216.34']] }),
        headers: { [name]: 'secret-value' },
      });
      expect([code, retryable]).toEqual(['file_unreachable', false]);
      expect(message).toMatch(/headers .* cannot be set manually/);
      expect(message).not.toContain('secret-value');
    },
  );
});

describe('limits', () => {
  it.each([
    ['an endless body', stream],
    [
      'a declared length',
      (response: Parameters<RequestListener>[1]) =>
        response.writeHead(200, { 'content-length': 1e9 }).flushHeaders(),
    ],
    [
      'a gzip bomb',
      (response: Parameters<RequestListener>[1]) =>
        response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(50_000_000))),
    ],
    [
      'a brotli bomb',
      (response: Parameters<RequestListener>[1]) =>
        response.setHeader('content-encoding', 'br').end(brotliCompressSync(Buffer.alloc(50_000_000))),
    ],
    [
      'a deflate bomb that hides its length',
      (response: Parameters<RequestListener>[1]) =>
        response.setHeader('content-encoding', 'deflate').end(deflateSync(Buffer.alloc(50_000_000))),
    ],
  ])('%s is too large', async (_, answer) => {
    const host = await fetching.serve((_request, response) => {
      answer(response);
    });
    expect(
      (await fetching.refusal(`http://${host}/`, { allowedHosts: [host], maxBytes: 1_000_000 })).code,
    ).toBe('file_too_large');
  });

  it('a declared length is all that is taken, however much the host sends', async () => {
    const host = await fetching.serve((request) => {
      request.socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${CSV.length}\r\n\r\n${CSV}`);
      request.socket.write('9876543299,Mallory\n'.repeat(1000));
    });
    expect((await fetching.fetched(`http://${host}/`, { allowedHosts: [host] })).text).toBe(CSV);
  });

  it('a drip that would go on forever ends with the time that all may take', async () => {
    const timers: NodeJS.Timeout[] = [];
    const host = await fetching.serve((_, response) => {
      response.writeHead(200).write('PhoneNumber\n');
      timers.push(setInterval(() => response.write('1'), 20));
    });
    const { code, message, retryable } = await fetching.refusal(`http://${host}/`, {
      allowedHosts: [host],
      timeoutMs: 300,
    });
    timers.forEach(clearInterval);
    expect([code, retryable]).toEqual(['file_unreachable', true]);
    expect(message).toContain('did not send the whole file within 1 s');
  });

  it('a host that accepts and never answers ends with the same time', async () => {
    const host = await fetching.serve(() => undefined);
    const { code } = await fetching.refusal(`http://${host}/`, { allowedHosts: [host], timeoutMs: 200 });
    expect(code).toBe('file_unreachable');
  });

  it.each([
    ['headers that are too large', `HTTP/1.1 200 OK\r\n${'X-Note: y\r\n'.repeat(20_000)}\r\n`],
    ['something that is not HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ])('a host that answers with %s is asked once', async (_, answer) => {
    const host = await fetching.serve((request) => request.socket.end(answer));
    const { code, message, retryable } = await fetching.refusal(`http://${host}/`, { allowedHosts: [host] });
    expect([code, retryable]).toEqual(['file_unreachable', false]);
    expect(message).toContain('is not valid HTTP');
  });

  it('a coding that we did not ask for is taken off', async () => {
    const host = await fetching.serve((_, response) =>
      response.setHeader('content-encoding', 'gzip').end(gzipSync(CSV)),
    );
    expect((await fetching.fetched(`http://${host}/`, { allowedHosts: [host] })).text).toBe(CSV);
  });

  it('a page in the place of a file is named', async () => {
    const host = await fetching.serve((_, response) => response.end('<!doctype html><title>Sign in</title>'));
    const { code, message } = await fetching.refusal(`http://${host}/x?token=s3cret`, {
      allowedHosts: [host],
    });
    expect(code).toBe('file_not_a_contact_file');
    expect(message).not.toContain('s3cret');
  });

  it.each([
    [404, false],
    [401, false],
    [429, true],
    [503, true],
  ])('a status %s is unreachable; a later try may help: %s', async (status, retryable) => {
    const host = await fetching.serve((_, response) => response.writeHead(status).end());
    expect(await fetching.refusal(`http://${host}/`, { allowedHosts: [host] })).toMatchObject({
      code: 'file_unreachable',
      retryable,
    });
  });
});

/** Sends as long as anyone takes it. */
function stream(response: Parameters<RequestListener>[1]): void {
  const endless = new Readable({
    read() {
      this.push(Buffer.alloc(65_536, 'a'));
    },
  });
  pipeline(endless, response, () => undefined);
}
