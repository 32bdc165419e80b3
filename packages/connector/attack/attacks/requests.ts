import type { Attack } from '../attack';
import type { Call, Reply, Target } from '../target';
import { withPlainText } from './raw';

const JSON_TYPE = { 'content-type': 'application/json' };

const http = (title: string, run: Attack['run'], answers: Attack['answers']): Attack => ({
  kind: 'HTTP',
  title,
  run,
  answers,
});

const raw = (title: string, text: string, answers: Attack['answers']): Attack =>
  http(title, async (target) => [await withPlainText(target, text, 'wait')], answers);

const many =
  (count: number, call: (index: number) => Call): Attack['run'] =>
  async (target) => {
    const replies: Reply[] = [];
    for (let sent = 0; sent < count; sent += 50) {
      const round = Array.from({ length: Math.min(50, count - sent) }, (_, index) =>
        target.ask(call(sent + index)),
      );
      replies.push(...(await Promise.all(round)));
    }
    return replies;
  };

/** A JSON body that is refused for one member. */
const refusedAt =
  (path: string) =>
  (title: string, body: (target: Target) => unknown): Attack => ({
    kind: 'requests',
    title,
    answers: [400],
    run: async (target) => [
      await target.ask({ method: 'POST', path, headers: JSON_TYPE, body: JSON.stringify(body(target)) }),
    ],
  });

const refused = refusedAt('/v1/uploads');
const refusedSubscription = refusedAt('/v1/subscriptions');
const subscribed = (title: string, body: unknown): Attack => refusedSubscription(title, () => body);

const fetched =
  (headers: Record<string, string>, url = 'https://files.example/a.csv') =>
  (target: Target) =>
    target.order({ file: { url, headers } });

export const HTTP_ATTACKS: readonly Attack[] = [
  http(
    'two thousand wrong keys, most of them refused by the limit',
    many(2_000, (index) => ({ path: '/v1/uploads', headers: { authorization: `Bearer wrong-${index}` } })),
    [401, 429],
  ),
  http(
    'methods that a route does not have',
    async (target) =>
      Promise.all(
        ['PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'].map((method) =>
          target.ask({ method, path: '/v1/uploads' }),
        ),
      ),
    [405, 501],
  ),
  http(
    'a thousand streams of events that are left at once',
    async (target) => {
      const { id } = await target.connector.upload(target.order({ dryRun: true }));
      return Promise.all(
        Array.from({ length: 1_000 }, () =>
          withPlainText(
            target,
            `GET /v1/uploads/${id}/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer @KEY\r\n\r\n`,
            'reset',
          ),
        ),
      );
    },
    ['closed', 200, 429, 503],
  ),
  http(
    'five hundred calls of /metrics',
    many(500, () => ({ path: '/metrics' })),
    [200, 429],
  ),
  http(
    'five hundred calls of /readyz',
    many(500, () => ({ path: '/readyz' })),
    [200, 429],
  ),
  http(
    'cursors and limits that nobody gave out',
    async (target) =>
      Promise.all(
        [
          'cursor=abc',
          'cursor=%00',
          'limit=0',
          'limit=-1',
          'limit=1e9',
          'limit=1&limit=2',
          'state=nothing',
          'cursor=' + 'A'.repeat(5_000),
        ].map((query) => target.ask({ path: `/v1/uploads?${query}` })),
      ),
    [400],
  ),
  http(
    'searches for characters that no text has',
    async (target) =>
      Promise.all(
        ['q=%00', 'q=%ff', 'q=%ed%a0%80', 'campaign=%00', 'account=%00', 'q=%25%5c_'].map((query) =>
          target.ask({ path: `/v1/uploads?${query}` }),
        ),
      ),
    [200, 400],
  ),
  http(
    'identifiers of other shapes',
    async (target) =>
      Promise.all(
        ['%00', '%ff', '..%2f..%2fetc', "'%20or%201=1", 'x'.repeat(4_000), '__proto__'].map((id) =>
          target.ask({ path: `/v1/uploads/${id}` }),
        ),
      ),
    [400, 404],
  ),
  raw('a header of 100 kB', `GET /healthz HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`, [
    431,
    'closed',
  ]),
  raw('ten thousand headers', `GET /healthz HTTP/1.1\r\nHost: x\r\n${'a: b\r\n'.repeat(10_000)}\r\n`, [
    431,
    'closed',
  ]),
  raw('an address of 100 kB', `GET /${'x'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, [
    414,
    431,
    'closed',
  ]),
  raw(
    'two lengths that disagree',
    'POST /v1/uploads HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef',
    [400, 'closed'],
  ),
  raw(
    'a length and chunks',
    'POST /v1/uploads HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    [400, 'closed'],
  ),
  raw(
    'a chunk size that is no number',
    'POST /v1/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer @KEY\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    [400, 'closed'],
  ),
  raw(
    'a chunk extension of a megabyte',
    `POST /v1/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer @KEY\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(1_000_000)}\r\n`,
    [400, 413, 'closed'],
  ),
  raw('bytes that are not HTTP', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003', [
    400,
    'closed',
  ]),
  raw('a target that is no URL', 'GET http://[::1/healthz HTTP/1.1\r\nHost: x\r\n\r\n', [400, 404]),
  raw('a request line without a version', 'GET /healthz\r\n\r\n', [200, 400, 'closed']),
  raw(
    'a per cent sign without digits',
    'GET /v1/uploads/%zz HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer @KEY\r\n\r\n',
    [400, 404],
  ),
  raw(
    'a thousand requests on one connection',
    'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(1_000),
    [200],
  ),
  http(
    'three hundred connections that send half a request and stay',
    async (target) => {
      const sockets = await Promise.all(Array.from({ length: 300 }, () => target.dial()));
      for (const socket of sockets) socket.write('POST /v1/uploads HTTP/1.1\r\nHost: x\r\n');
      const reply = await target.ask({ path: '/healthz' });
      sockets.forEach((socket) => socket.destroy());
      return [reply];
    },
    [200],
  ),
];

export const REQUEST_ATTACKS: readonly Attack[] = [
  refused('a fetch that sets Host', fetched({ Host: 'internal.example' })),
  refused('a fetch that sets Transfer-Encoding', fetched({ 'transfer-encoding': 'chunked' })),
  refused('a fetch header with a line break', fetched({ 'X-Note': 'a\r\nHost: evil' })),
  refused('a fetch of a local file', fetched({}, 'file:///etc/passwd')),
  refused('a campaign name with a line break', (target) => ({
    ...target.order(),
    campaignName: 'Diwali\r\nX',
  })),
  refused('a campaign name of a megabyte', (target) => ({
    ...target.order(),
    campaignName: 'x'.repeat(1_000_000),
  })),
  refused('a notification signed with an empty key', (target) => ({
    ...target.order(),
    notifyUrl: 'https://crm.example/',
    notifySecret: 'whsec_A',
  })),
  refused('an upload URL that is not allowed', (target) => ({
    ...target.order(),
    account: { username: 'x', apiKey: 'y', uploadUrl: 'https://evil.example/' },
  })),
  subscribed('a subscription with an empty secret', { url: 'https://crm.example/', secret: 'whsec_A' }),
  subscribed('a subscription that carries a password in its URL', {
    url: 'https://user:secret@crm.example/',
  }),
  subscribed('a subscription to cloud metadata', { url: 'http://169.254.169.254/latest/' }),
  subscribed('a subscription to IPv6 cloud metadata', { url: 'http://[fd00:ec2::254]/' }),
  subscribed('a subscription to metadata embedded in IPv6', { url: 'http://[::ffff:a9fe:a9fe]/' }),
  subscribed('a subscription to metadata written as one number', { url: 'http://2852039166/' }),
];
