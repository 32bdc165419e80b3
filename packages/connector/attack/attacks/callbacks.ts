import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Attack } from '../attack';
import type { Reply, Target } from '../target';
import { withPlainText } from './raw';

const MEGABYTE = 1024 * 1024;

const stranger = () => randomBytes(32).toString('base64url');

async function post(
  target: Target,
  path: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
) {
  return [await target.ask({ method: 'POST', path, headers, body })];
}

const known = (title: string, body: string | Buffer, headers: Record<string, string> = {}): Attack => ({
  kind: 'callbacks',
  title: `a callback with a known token and ${title}`,
  answers: [200],
  run: async (target) => post(target, await target.openCallback(), body, headers),
});

export const CALLBACK_ATTACKS: readonly Attack[] = [
  {
    kind: 'callbacks',
    title: 'five hundred strangers that post two megabytes each at once',
    answers: [404, 413, 429, 503, 'closed'],
    memoryMb: 200,
    // A gigabyte that is received and thrown away.
    busyMs: 1_000,
    run: (target) => {
      const body = Buffer.alloc(2 * MEGABYTE - 1, 'x');
      return Promise.all(
        Array.from({ length: 500 }, () =>
          target.ask({ method: 'POST', path: `/callbacks/${stranger()}`, body }),
        ),
      );
    },
  },
  {
    kind: 'callbacks',
    title: 'five hundred strangers that announce two megabytes and send nothing more',
    answers: [404, 408, 429, 503, 'closed'],
    run: (target) =>
      Promise.all(
        Array.from({ length: 500 }, () =>
          withPlainText(
            target,
            `POST /callbacks/${stranger()} HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\nabc`,
            'wait',
          ),
        ),
      ),
  },
  {
    kind: 'callbacks',
    title: 'five thousand unknown tokens, with few lines in its log',
    answers: [404, 429],
    async run(target) {
      const before = target.connector.logged().length;
      const replies: Reply[] = [];
      for (let round = 0; round < 100; round += 1) {
        replies.push(
          ...(await Promise.all(
            Array.from({ length: 50 }, () =>
              target.ask({ method: 'POST', path: `/callbacks/${stranger()}` }),
            ),
          )),
        );
      }
      const logged = target.connector.logged().length - before;
      if (logged > 100_000) throw new Error(`5,000 unknown callbacks wrote ${logged} characters of log`);
      return replies;
    },
  },
  {
    kind: 'callbacks',
    title: 'tokens of other shapes',
    answers: [400, 404, 414, 429, 431],
    run: (target) =>
      Promise.all(
        ['%00', '%ff', '..%2f..', "' or 1=1 --", 'x'.repeat(10_000), '%E0%A4%A', '💥', '.'].map((token) =>
          target.ask({ method: 'POST', path: encodeURI(`/callbacks/${token}`).replaceAll('%25', '%') }),
        ),
      ),
  },
  {
    kind: 'callbacks',
    title: 'forty callbacks with a known token at once, two megabytes of secrets each',
    answers: [200],
    async run(target) {
      const path = await target.openCallback();
      const body = 'token="a" '.repeat(200_000);
      return Promise.all(Array.from({ length: 40 }, () => target.ask({ method: 'POST', path, body })));
    },
  },
  known('`token` followed by 120,000 line feeds', `token${'\n'.repeat(120_000)}`),
  known('a megabyte of quotes and colons', `{"token"${':"'.repeat(MEGABYTE / 2)}`),
  known('a million brackets', '['.repeat(MEGABYTE)),
  known('a megabyte of `apikey=`', 'apikey='.repeat(150_000)),
  known('two megabytes of backslashes after a key', `{"apiKey":"${'\\'.repeat(1_900_000)}`),
  known('two megabytes of per cent signs', `data=${'%'.repeat(1_900_000)}`, {
    'content-type': 'application/x-www-form-urlencoded',
  }),
  known('fifty thousand form fields', Array.from({ length: 50_000 }, (_, index) => `f${index}=1`).join('&'), {
    'content-type': 'application/x-www-form-urlencoded',
  }),
  known('a multipart that never begins', '--edge\r\n'.repeat(100_000), {
    'content-type': 'multipart/form-data; boundary=edge',
  }),
  {
    ...known('a gzip bomb', gzipSync(Buffer.alloc(500 * MEGABYTE)), { 'content-encoding': 'gzip' }),
    answers: [200, 413],
  },
  {
    ...known('three megabytes', Buffer.alloc(3 * MEGABYTE, 'x')),
    answers: [413, 'closed'],
  },
];
