import { randomBytes } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Attack } from '../attack';
import type { Call, Target } from '../target';
import { withPlainText } from './raw';

const MEGABYTE = 1024 * 1024;
const JSON_TYPE = { 'content-type': 'application/json' };
const MULTIPART = { 'content-type': 'multipart/form-data; boundary=edge' };

const part = (head: string, body: string) =>
  `--edge\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`;
const upload = (call: Omit<Call, 'path' | 'method'>): Call => ({
  method: 'POST',
  path: '/v1/uploads',
  ...call,
});
const json = (body: string | Buffer, headers: Record<string, string> = {}): Call =>
  upload({ headers: { ...JSON_TYPE, ...headers }, body });
const multipart = (body: string): Call => upload({ headers: MULTIPART, body });

function attack(
  kind: Attack['kind'],
  title: string,
  call: Call | ((target: Target) => Call),
  rest: Partial<Attack>,
): Attack {
  const run: Attack['run'] = async (target) => [
    await target.ask(typeof call === 'function' ? call(target) : call),
  ];
  return { kind, title, run, answers: [400], ...rest };
}

const requestPart = (target: Target) =>
  JSON.stringify({ ...target.order(), contacts: undefined, dryRun: true });
/** A JSON request whose contacts are given as text. */
const withContacts = (target: Target, contacts: string) =>
  JSON.stringify({ ...target.order(), contacts: '@' }).replace('"@"', () => contacts);

const MULTIPART_ATTACKS: readonly Attack[] = [
  attack(
    'multipart',
    'a body that ends inside a file of an unknown name',
    multipart('--edge\r\nContent-Disposition: form-data; name="photo"; filename="a.png"\r\n\r\nabc'),
    {},
  ),
  attack(
    'multipart',
    'a body that ends inside a request sent as a file',
    multipart(
      '--edge\r\nContent-Disposition: form-data; name="request"; filename="r.json"\r\n\r\n{"account"',
    ),
    {},
  ),
  attack(
    'multipart',
    'a body that ends inside a header',
    multipart('--edge\r\nContent-Disposition: form-da'),
    {},
  ),
  attack(
    'multipart',
    'a body without a boundary',
    upload({ headers: { 'content-type': 'multipart/form-data' }, body: 'x' }),
    {},
  ),
  attack(
    'multipart',
    'a boundary of 8 kB',
    upload({ headers: { 'content-type': `multipart/form-data; boundary=${'b'.repeat(8_000)}` }, body: 'x' }),
    { answers: [400, 431] },
  ),
  attack(
    'multipart',
    'a hundred thousand parts',
    multipart(`${part('name="note"', 'x').repeat(100_000)}--edge--`),
    { answers: [400, 413, 'closed'] },
  ),
  attack(
    'multipart',
    'a part whose header has a megabyte',
    multipart(`--edge\r\nX: ${'x'.repeat(MEGABYTE)}\r\n\r\nabc\r\n--edge--`),
    { answers: [400, 'closed'] },
  ),
  attack(
    'multipart',
    'a part file without a filename and of another media type',
    (target) =>
      multipart(
        `${part('name="request"', requestPart(target))}--edge\r\nContent-Disposition: form-data; name="file"\r\nContent-Type: text/csv\r\n\r\nPhoneNumber\n9\r\n--edge--`,
      ),
    {},
  ),
  attack(
    'multipart',
    'a request part of two megabytes',
    multipart(`${part('name="request"', `"${'x'.repeat(2 * MEGABYTE)}"`)}--edge--`),
    { answers: [413] },
  ),
  attack('multipart', 'random bytes', multipart(randomBytes(200_000).toString('latin1')), {}),
  {
    kind: 'multipart',
    title: 'two hundred bodies that are cut off by a reset',
    answers: ['closed'],
    run: async (target) =>
      Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          withPlainText(
            target,
            `POST /v1/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer @KEY\r\nContent-Type: multipart/form-data; boundary=edge\r\nContent-Length: 100000\r\n\r\n${part('name="file"; filename="a.csv"', 'PhoneNumber\n'.repeat(index))}`,
            'reset',
          ),
        ),
      ),
  },
];

const JSON_ATTACKS: readonly Attack[] = [
  attack(
    'JSON',
    'a million contacts that are no objects',
    (target) => json(withContacts(target, `[${'1,'.repeat(999_999)}1]`)),
    {},
  ),
  attack(
    'JSON',
    'a million contacts with a nested value',
    (target) => json(withContacts(target, `[${'{"a":[]},'.repeat(999_999)}{"a":[]}]`)),
    {},
  ),
  attack(
    'JSON',
    'a million agents that are no text',
    (target) =>
      json(JSON.stringify({ ...target.order(), agentIds: '@' }).replace('"@"', `[${'1,'.repeat(999_999)}1]`)),
    {},
  ),
  attack('JSON', 'ten million brackets', json('['.repeat(10_000_000)), {}),
  attack('JSON', 'three million objects one in another', json('{"a":'.repeat(3_000_000)), {
    answers: [400, 413, 'closed'],
  }),
  attack('JSON', 'a body of 30 MB', json(`"${'x'.repeat(30 * MEGABYTE)}"`), { answers: [413, 'closed'] }),
  attack(
    'JSON',
    'a million unknown properties',
    json(`{${Array.from({ length: 1_000_000 }, (_, index) => `"p${index}":1`).join(',')}}`),
    {},
  ),
  // Its text is copied in one piece, and the garbage collector moves it.
  attack('JSON', 'a property name of 10 MB', json(`{"${'x'.repeat(10 * MEGABYTE)}":1}`), { busyMs: 400 }),
  attack('JSON', 'a number of a million digits', json(`{"account":${'9'.repeat(1_000_000)}}`), {}),
  attack(
    'JSON',
    'a gzip bomb',
    json(gzipSync(Buffer.alloc(200 * MEGABYTE, 0x20)), { 'content-encoding': 'gzip' }),
    { answers: [400, 413, 'closed'] },
  ),
  attack(
    'JSON',
    'a gzip bomb of brackets',
    json(gzipSync(Buffer.alloc(100 * MEGABYTE, '[')), { 'content-encoding': 'gzip' }),
    { answers: [400, 413, 'closed'] },
  ),
  attack(
    'JSON',
    'a brotli bomb',
    json(brotliCompressSync(Buffer.alloc(100 * MEGABYTE, 0x20)), { 'content-encoding': 'br' }),
    { answers: [400, 413, 415, 'closed'] },
  ),
  attack(
    'JSON',
    'a deflate bomb',
    json(deflateSync(Buffer.alloc(100 * MEGABYTE, 0x20)), { 'content-encoding': 'deflate' }),
    { answers: [400, 413, 415, 'closed'] },
  ),
  attack(
    'JSON',
    'a body that is not the gzip it claims to be',
    json('{}', { 'content-encoding': 'gzip' }),
    {},
  ),
  attack(
    'JSON',
    'a gzip that is cut off',
    json(gzipSync(randomBytes(50_000)).subarray(0, 20_000), { 'content-encoding': 'gzip' }),
    {},
  ),
  attack('JSON', 'an unknown content coding', json('{}', { 'content-encoding': 'rot13' }), {
    answers: [415],
  }),
  attack(
    'JSON',
    'an unknown character set',
    json('{}', { 'content-type': 'application/json; charset=klingon' }),
    { answers: [415] },
  ),
  attack('JSON', 'a body that is null', json('null'), {}),
  attack('JSON', 'an empty body', json(''), {}),
  attack(
    'JSON',
    'bytes that are not UTF-8',
    json(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
    {},
  ),
  attack(
    'JSON',
    'bytes that are not UTF-8, without a key',
    upload({ headers: { ...JSON_TYPE, authorization: '' }, body: Buffer.from([0x22, 0xff, 0xfe, 0x22]) }),
    { answers: [401] },
  ),
  attack(
    'JSON',
    'a name in a contact of 15 MB',
    (target) =>
      json(withContacts(target, `[{"PhoneNumber":"9876543210","Name":"${'x'.repeat(15 * MEGABYTE)}"}]`)),
    { busyMs: 400 },
  ),
  attack(
    'JSON',
    'a property called __proto__',
    json('{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}}}'),
    {},
  ),
  attack(
    'JSON',
    'a subscription of ten megabytes',
    {
      method: 'POST',
      path: '/v1/subscriptions',
      headers: JSON_TYPE,
      body: `{"url":"https://x/${'x'.repeat(10 * MEGABYTE)}"}`,
    },
    { answers: [400, 413, 'closed'] },
  ),
];

export const BODY_ATTACKS: readonly Attack[] = [...MULTIPART_ATTACKS, ...JSON_ATTACKS];
