import { randomBytes } from 'node:crypto';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { createFetching, CSV, type Fetching } from './fetching';

let fetching: Fetching;
beforeAll(async () => {
  fetching = await createFetching();
});
afterEach(() => fetching.closeServers());
afterAll(() => fetching.remove());

describe('a file is read without its content codings:', () => {
  const body = Buffer.from(CSV);
  it.each<[string, Buffer]>([
    ['utf-8', body],
    ['none', body],
    ['binary', body],
    ['aws-chunked', body],
    ['UTF-8, gzip', gzipSync(body)],
    ['x-gzip', gzipSync(body)],
    [' GZIP ', gzipSync(body)],
    ['deflate', deflateSync(body)],
    ['deflate', deflateRawSync(body)],
    ['br', brotliCompressSync(body)],
    ['zstd', zstdCompressSync(body)],
    ['zstd', Buffer.concat([body.subarray(0, 20), body.subarray(20)].map((part) => zstdCompressSync(part)))],
    [
      'zstd',
      Buffer.concat([Buffer.from('502a4d1804000000', 'hex'), body.subarray(0, 4), zstdCompressSync(body)]),
    ],
    ['gzip, gzip', gzipSync(gzipSync(body))],
    ['gzip, br', brotliCompressSync(gzipSync(body))],
    ['deflate, identity, gzip', gzipSync(deflateSync(body))],
    ['gzip, aws-chunked', gzipSync(body)],
    ['gzip;q=1.0', gzipSync(body)],
    ['"gzip",', gzipSync(body)],
    ['', body],
  ])('%s', async (coding, content) => {
    const host = await fetching.serve((_, response) =>
      response.writeHead(200, { 'content-encoding': coding }).end(content),
    );
    expect((await fetching.fetchedFrom(host)).text).toBe(CSV);
  });

  it.each<[string, string, Buffer]>([
    ['gzip, chunked', '', gzipSync(body)],
    ['x-gzip, chunked', '', gzipSync(body)],
    ['deflate, chunked', '', deflateSync(body)],
    ['gzip, chunked', 'br', gzipSync(brotliCompressSync(body))],
    ['gzip, chunked', '', body],
  ])('and without its transfer codings: %s', async (transfer, coding, content) => {
    const host = await fetching.serve(({ socket }) => {
      const headers = `Transfer-Encoding: ${transfer}\r\nContent-Encoding: ${coding}\r\n\r\n`;
      socket.write(`HTTP/1.1 200 OK\r\n${headers}${content.length.toString(16)}\r\n`);
      socket.end(Buffer.concat([content, Buffer.from('\r\n0\r\n\r\n')]));
    });
    expect((await fetching.fetchedFrom(host)).text).toBe(CSV);
  });

  it.each<[string, Buffer]>([
    ['gzip, deflate, br', gzipSync(body)],
    ['br', gzipSync(body)],
    ['deflate, gzip', deflateSync(body)],
  ])('of which it names %s and has one', async (coding, content) => {
    const host = await fetching.serve((_, response) =>
      response.writeHead(200, { 'content-encoding': coding }).end(content),
    );
    const { text } = await fetching.fetchedFrom(host);
    expect(text).toBe(coding === 'br' ? content.toString() : CSV);
  });

  it.each<[string, string, Buffer]>([
    ['UTF-16 with a mark', 'br', Buffer.from(`\ufeff${CSV}`, 'utf16le')],
    ['UTF-16 without a mark', 'deflate', Buffer.from(CSV, 'utf16le')],
    ['a text whose first bytes are those of zlib', 'deflate', Buffer.from('80,XG\n1,hb\n')],
    ['a text of many letters', 'deflate', Buffer.from('Customer,PhoneNumber\nआशा,9876543210\n'.repeat(40))],
    ['a text in Latin-1', 'br', Buffer.from('PhoneNumber,Name\n9876543210,José\n', 'latin1')],
    [
      'a text in Latin-1 that begins with an accent',
      'br',
      Buffer.from('Kö,PhoneNumber\nJosé,9876543210\n', 'latin1'),
    ],
    [
      'a long text in Latin-1',
      'br',
      Buffer.from(`Löhne,PhoneNumber\n${'José,9876543210\n'.repeat(90)}`, 'latin1'),
    ],
    [
      'a text that begins as an empty stream',
      'br',
      Buffer.from(';é;PhoneNumber\n0;x;9876543210\n', 'latin1'),
    ],
    ['a text that ends in Ctrl-Z', 'br', Buffer.from('Lead,PhoneNumber\nAsha,9876543210\n\x1a')],
    ['an old workbook', 'gzip', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['a workbook', 'br', Buffer.from('504b0304140000000800', 'hex')],
    ['a workbook', 'deflate', Buffer.from('504b0304140000000800', 'hex')],
  ])('%s that claims to be in %s is read as it is', async (_, coding, content) => {
    const host = await fetching.serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': coding }).end(content),
    );
    expect((await fetching.fetchedFrom(host)).text).toBe(content.toString());
  });

  it.each(['gzip', 'x-gzip', 'deflate', 'br', 'zstd', 'gzip, br', 'br, zstd, deflate'])(
    'a body that is not in %s, which it claims, is read as it is, in one request',
    async (coding) => {
      let requests = 0;
      const host = await fetching.serve((_, response) => {
        requests += 1;
        response.writeHead(200, { 'content-encoding': coding }).end(CSV);
      });
      expect((await fetching.fetchedFrom(host)).text).toBe(CSV);
      expect(requests).toBe(1);
    },
  );

  it.each<[string, Buffer]>([
    ['gzip', gzipSync(Buffer.alloc(100_000, CSV)).fill(0xff, 100)],
    ['gzip', gzipSync(Buffer.alloc(100_000, CSV)).subarray(0, 200)],
    ['br', brotliCompressSync(randomBytes(100_000)).subarray(0, 5000)],
    ['deflate', deflateSync(Buffer.alloc(100_000, CSV)).subarray(0, 200)],
    ['zstd', zstdCompressSync(Buffer.alloc(100_000, CSV)).fill(0xff, 20)],
  ])(
    'one that is damaged in %s is not a broken connection: it is asked for once',
    async (coding, content) => {
      let requests = 0;
      const host = await fetching.serve((_, response) => {
        requests += 1;
        response.writeHead(200, { 'content-encoding': coding, etag: '"1"' }).end(content);
      });
      const refusal = await fetching.refusal(`http://${host}/list.csv`, { allowedHosts: ['127.0.0.1'] });
      expect([refusal.code, refusal.retryable, requests]).toEqual(['file_unreachable', false, 1]);
      expect(refusal.message).toContain('cannot be unpacked');
    },
  );

  it('all frames of zstd, wherever they are cut on the way', async () => {
    const parts = Array.from({ length: 200 }, (_, index) => `98450${index},${'x'.repeat(index * 90)}\n`);
    const content = Buffer.concat(parts.map((part) => zstdCompressSync(part)));
    const host = await fetching.serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'zstd' }).end(content),
    );
    expect((await fetching.fetchedFrom(host)).text).toBe(parts.join(''));
    const cut = await fetching.serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'zstd' }).end(content.subarray(0, -1)),
    );
    const refusal = await fetching.refusal(`http://${cut}/list.csv`, { allowedHosts: ['127.0.0.1'] });
    expect(refusal.message).toContain('cannot be unpacked');
  });

  it.each<[string, (content: Buffer) => Buffer]>([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ])('all members of a body in %s, and never only the first', async (coding, compress) => {
    const more = '9876543211,Ravi\n';
    const send = (content: Buffer) =>
      fetching.serve((_, response) => response.writeHead(200, { 'content-encoding': coding }).end(content));
    const host = await send(Buffer.concat([compress(body), compress(Buffer.from(more))]));
    expect((await fetching.fetchedFrom(host)).text).toBe(CSV + more);
    const followed = await send(Buffer.concat([compress(body), Buffer.from(more)]));
    const refusal = await fetching.refusal(`http://${followed}/list.csv`, { allowedHosts: ['127.0.0.1'] });
    expect(refusal.message).toContain('cannot be unpacked');
  });

  it('as much as the limit allows and no more, however often it is compressed', async () => {
    const content = Buffer.alloc(50_000_000, 'a');
    const bombs = { 'gzip, gzip': gzipSync(gzipSync(content)), zstd: zstdCompressSync(content) };
    for (const [coding, bomb] of Object.entries(bombs)) {
      const host = await fetching.serve((_, response) =>
        response.writeHead(200, { 'content-encoding': coding }).end(bomb),
      );
      const refusal = await fetching.refusal(`http://${host}/list.csv`, { allowedHosts: ['127.0.0.1'] });
      expect(refusal.code).toBe('file_too_large');
    }
  });
});

describe('a redirect leads to the place that a browser would go to:', () => {
  async function asked(location: Buffer): Promise<string> {
    let path = '';
    const host = await fetching.serve((request, response) => {
      path = request.url ?? '';
      response.end(CSV);
    });
    const server = createTcpServer((socket) => {
      socket.once('data', () =>
        socket.end(
          Buffer.concat([
            Buffer.from('HTTP/1.1 302 Found\r\nLocation: '),
            Buffer.from(location.toString('latin1').replace('HOST', host), 'latin1'),
            Buffer.from('\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'),
          ]),
        ),
      );
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    try {
      await fetching.fetchedFrom(`127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      await new Promise((closed) => server.close(closed));
    }
    return path;
  }

  it.each<[string, Buffer, string]>([
    ['UTF-8 as it is', Buffer.from('http://HOST/सूची.csv'), encodeURI('/सूची.csv')],
    ['a last byte that looks like a space', Buffer.from('http://HOST/पाठ'), encodeURI('/पाठ')],
    ['UTF-8 without a scheme', Buffer.from('//HOST/ä.csv?q=ä'), '/%C3%A4.csv?q=%C3%A4'],
    ['Latin-1 bytes', Buffer.from('http://HOST/ä.csv?q=é', 'latin1'), '/%E4.csv?q=%E9'],
    ['UTF-8 and Latin-1', Buffer.from('http://HOST/Ã¤ä.csv', 'latin1'), '/%C3%A4%E4.csv'],
    ['backslashes', Buffer.from('\\\\HOST\\a\\b.csv'), '/a/b.csv'],
    ['a path from here, with dots', Buffer.from('http://HOST/x/../ä b.csv'), '/%C3%A4%20b.csv'],
    ['escapes as they are', Buffer.from('http://HOST/%E4%20x.csv'), '/%E4%20x.csv'],
    ['spaces inside and around', Buffer.from('  http://HOST/a b.csv  '), '/a%20b.csv'],
    ['a fragment', Buffer.from('http://HOST/a.csv#part'), '/a.csv'],
    ['quotes and braces', Buffer.from('http://HOST/{a}"b".csv'), '/%7Ba%7D%22b%22.csv'],
  ])('%s', async (_, location, path) => {
    expect(await asked(location)).toBe(path);
  });

  it('an empty one leads nowhere', async () => {
    const host = await fetching.serve((_, response) => response.writeHead(302, { location: '' }).end());
    const refusal = await fetching.refusal(`http://${host}/list.csv`, { allowedHosts: ['127.0.0.1'] });
    expect(refusal.message).toContain('redirects without saying where to');
  });
});
