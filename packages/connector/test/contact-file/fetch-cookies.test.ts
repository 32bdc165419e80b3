import type { IncomingMessage, ServerResponse } from 'node:http';
import { createFetching, CSV, type Fetching } from './fetching';

let fetching: Fetching;
beforeAll(async () => {
  fetching = await createFetching();
});
afterEach(() => fetching.closeServers());
afterAll(() => fetching.remove());

describe('a cookie that is set on the way', () => {
  type Handler = (request: IncomingMessage, response: ServerResponse) => void;
  const PAGE = '<!DOCTYPE html><html>Sign in</html>';

  /** /list.csv sets the cookies and redirects to `to`, which brings the file only if it gets `wanted`. */
  async function fetchWith(cookies: string[], wanted: string | undefined, to = '/download') {
    const handler: Handler = (request, response) => {
      if (request.url === '/list.csv') response.writeHead(302, { location: to, 'set-cookie': cookies }).end();
      else response.end(request.headers.cookie === wanted ? CSV : PAGE);
    };
    const host = await fetching.serve(handler);
    return (await fetching.fetchedFrom(host)).text;
  }

  it.each<[string, string[], string | undefined, string]>([
    ['goes back to its origin', ['FedAuth=abc; path=/; HttpOnly'], 'FedAuth=abc', '/download'],
    ['goes with others', ['a=1', 'b=2; SameSite=Strict'], 'a=1; b=2', '/download'],
    ['keeps its signs', ['a="x=y=="; Path=/'], 'a="x=y=="', '/download'],
    ['is replaced by one of its name', ['a=1', 'a=2'], 'a=2', '/download'],
    ['is removed by one that is over', ['a=1', 'a=; Max-Age=0'], undefined, '/download'],
    [
      'is removed by one whose end is past',
      ['a=1', 'a=; expires=Thursday, 01-Jan-70 00:00:00 GMT'],
      undefined,
      '/download',
    ],
    [
      'is sent where its end is not a date',
      ['a=1; Expires=0', 'b=2; Expires=-1; Max-Age="0"'],
      'a=1; b=2',
      '/download',
    ],
    [
      'is sent before its end in two digits',
      ['a=1; Expires=Tue, 19-Jan-38 03:14:07 GMT'],
      'a=1',
      '/download',
    ],
    [
      'keeps a last byte that looks like a space',
      ['a=voil\u00c3\u00a0; Path=/'],
      'a=voil\u00c3\u00a0',
      '/download',
    ],
    ['keeps bytes beyond ASCII', ['a=\u00c3\u0080; Path=/'], 'a=\u00c3\u0080', '/download'],
    ['may have no name', ['abc; Path=/', '=def'], 'def', '/download'],
    ['is sent where its path is not a path', ['a=1; Path="/other"; Path'], 'a=1', '/download'],
    ['is not sent after its end', ['a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT'], undefined, '/download'],
    [
      'obeys Max-Age before Expires',
      ['a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT'],
      'a=1',
      '/download',
    ],
    ['is not sent outside its path', ['a=1; Path=/other'], undefined, '/download'],
    ['is not sent to a path that only begins so', ['a=1; Path=/down'], undefined, '/download'],
    ['is sent inside its path', ['a=1; Path=/down'], 'a=1', '/down/load'],
    ['is not taken for another domain', ['a=1; Domain=example.com'], undefined, '/download'],
    [
      'is dropped if its name says more than is true of it',
      [
        '__Host-a=1; Path=/',
        '__Host-b=1; Secure',
        '__Host-c=1; Secure; Path=/; Domain=127.0.0.1',
        '__Secure-d=1; Path=/',
      ],
      undefined,
      '/download',
    ],
    [
      'is sent if what its name says is true of it',
      ['__Host-a=1; Secure; Path=/', '__Secure-b=2; Secure; Path=/down'],
      '__Secure-b=2; __Host-a=1',
      '/down/load',
    ],
    ['is taken for its own domain', ['a=1; Domain=127.0.0.1'], 'a=1', '/download'],
  ])('%s', async (_, cookies, wanted, to) => {
    expect(await fetchWith(cookies, wanted, to)).toBe(CSV);
  });

  it('goes to no other origin, and comes back with the way back', async () => {
    const seen: (string | undefined)[] = [];
    let first = '';
    const other = await fetching.serve((request, response) => {
      seen.push(request.headers.cookie);
      response
        .writeHead(302, { location: `http://${first}/download`, 'set-cookie': 'b=2; Domain=127.0.0.1' })
        .end();
    });
    first = await fetching.serve((request, response) => {
      if (request.url === '/list.csv') {
        response
          .writeHead(302, { location: `http://${other}/login`, 'set-cookie': 'a=1; Domain=127.0.0.1' })
          .end();
        return;
      }
      seen.push(request.headers.cookie);
      response.end(CSV);
    });
    await fetching.fetchedFrom(first, '/list.csv', { Cookie: 'own=0' });
    expect(seen).toEqual([undefined, 'a=1']);
  });

  it('stands beside those that the user gave', async () => {
    const seen: (string | undefined)[] = [];
    const host = await fetching.serve((request, response) => {
      seen.push(request.headers.cookie);
      if (request.url === '/list.csv')
        response.writeHead(302, { location: '/d', 'set-cookie': ['a=1', 'own=9'] }).end();
      else response.end(CSV);
    });
    await fetching.fetchedFrom(host, '/list.csv', { Cookie: 'own=0; more=5' });
    expect(seen).toEqual(['own=0; more=5', 'more=5; a=1; own=9']);
  });

  it('is bounded in number and size', async () => {
    const cookies = Array.from(
      { length: 200 },
      (_, index) => `c${index}=${'x'.repeat(index === 199 ? 5000 : 10)}`,
    );
    let sent = '';
    const host = await fetching.serve((request, response) => {
      sent = request.headers.cookie ?? '';
      if (request.url === '/list.csv')
        response.writeHead(302, { location: '/d', 'set-cookie': cookies }).end();
      else response.end(CSV);
    });
    await fetching.fetched(`http://${host}/list.csv`, { allowedHosts: ['127.0.0.1'] }).catch(() => undefined);
    expect(sent.split('; ').length).toBeLessThanOrEqual(50);
  });
});
