import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { createGuardedAgent } from '../../src/net/guarded-agent';
import { createPostEvent } from '../../src/delivery/post-event';

const RESUME = '/webhook-waiting/17/node?signature=x';
const HOOK = '/webhook/abc';
const PAGE = '<!doctype html><title>n8n</title>';

const agent = createGuardedAgent({ policy: 'relay', allowedHosts: [], connectTimeoutMs: 5_000 });
const post = createPostEvent(agent);
let server: Server;
let origin: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await agent.destroy();
  server.close();
  server.closeAllConnections();
});

const postTo = (path: string, begin: () => void = () => undefined) =>
  post(`http://${origin}${path}`, {}, '{}', begin);
const answering =
  (body: string | Buffer, headers: Record<string, string> = {}, status = 200) =>
  (_: IncomingMessage, response: ServerResponse) =>
    void response.writeHead(status, headers).end(body);

it.each([RESUME, HOOK])('a 2xx of an n8n that is still starting is tried again: %s', async (path) => {
  answer = answering('n8n is starting up. Please wait', { 'content-type': 'text/html; charset=utf-8' });
  expect(await postTo(path)).toMatchObject({ judgement: 'retry', status: 200 });
});

describe('a 2xx of an n8n resume URL', () => {
  it.each<[string, string | Buffer, Record<string, string>]>([
    ['a page', PAGE, {}],
    ['a page that says it is JSON', PAGE, { 'content-type': 'application/json' }],
    ['a page after white space', `\r\n\t  ${PAGE}`, {}],
    ['a page after more white space than is kept', ' '.repeat(10_000) + PAGE, {}],
    ['a page after a byte order mark', `\ufeff${PAGE}`, {}],
    ['a page in UTF-16 with a byte order mark', Buffer.from(`\ufeff${PAGE}`, 'utf16le'), {}],
    ['a page in UTF-16 without one', Buffer.from(PAGE, 'utf16le'), {}],
    ['a big-endian page', Buffer.from(`\ufeff${PAGE}`, 'utf16le').swap16(), {}],
    ['a page in gzip', gzipSync(PAGE), { 'content-encoding': 'gzip' }],
    ['a page in brotli', brotliCompressSync(PAGE), { 'content-encoding': 'br' }],
    ['an XML document', '<?xml version="1.0"?><error/>', {}],
    ['nothing that its coding can be taken off from', 'no gzip', { 'content-encoding': 'gzip' }],
    ['nothing but a megabyte of white space', ' '.repeat(1_000_000), {}],
  ])('with %s is tried again', async (_, body, headers) => {
    answer = answering(body, headers);
    expect(await postTo(RESUME)).toMatchObject({ judgement: 'retry', status: 200 });
  });

  it('whose body breaks off before its first character is tried again', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).flushHeaders();
      setImmediate(() => response.destroy());
    };
    expect(await postTo(RESUME)).toMatchObject({ judgement: 'retry', status: 200 });
  });

  it.each<[string, string | Buffer, Record<string, string>]>([
    ["the node's own answer, which has the type of a page", 'Thank you', { 'content-type': 'text/html' }],
    ['JSON with a page in it', JSON.stringify({ page: PAGE }), {}],
    ['JSON in gzip', gzipSync('{"a":1}'), { 'content-encoding': 'gzip' }],
    ['nothing', '', {}],
  ])('with %s is delivered', async (_, body, headers) => {
    answer = answering(body, headers);
    expect(await postTo(RESUME)).toMatchObject({ judgement: 'delivered', status: 200 });
  });
});

it('a page of another URL is delivered', async () => {
  answer = answering(PAGE);
  expect(await postTo(HOOK)).toMatchObject({ judgement: 'delivered' });
});

describe('a 404', () => {
  const message = (text: string) => JSON.stringify({ code: 404, message: text, hint: 'Activate it.' });

  it.each([
    ['a webhook', 'The requested webhook "POST ozonetel/abc" is not registered.'],
    ['its method', 'This webhook is not registered for POST requests. Did you mean to make a GET request?'],
  ])('of n8n that does not know %s says that nothing is registered', async (_, text) => {
    answer = answering(message(text), { 'content-type': 'application/json; charset=utf-8' }, 404);
    expect(await postTo(HOOK)).toMatchObject({ judgement: 'unregistered', status: 404 });
  });

  it.each([
    ['a page', '<p>The requested webhook is not registered.</p>', 404],
    ['another message', message('Not found'), 404],
    ['nothing', '', 404],
    ['the text far behind what is read', message(`webhook ${'.'.repeat(5_000)} is not registered`), 404],
    ['the text after another status', message('The requested webhook "POST x" is not registered.'), 500],
  ])('with %s is tried again', async (_, body, status) => {
    answer = answering(body, {}, status);
    expect(await postTo(HOOK)).toMatchObject({ judgement: 'retry', status });
  });

  it('of a resume URL is tried again', async () => {
    answer = answering(message('The requested webhook "POST x" is not registered.'), {}, 404);
    expect(await postTo(RESUME)).toMatchObject({ judgement: 'retry', status: 404 });
  });
});

it('a URL with userinfo is posted to with basic authentication', async () => {
  let authorization: string | undefined;
  answer = (request, response) => {
    authorization = request.headers.authorization;
    response.end();
  };
  await post(`http://asha:p%40ss@${origin}/`, {}, '{}', () => undefined);
  expect(authorization).toBe(`Basic ${Buffer.from('asha:p@ss').toString('base64')}`);
});

it('nothing is sent where the first byte is forbidden, also on a connection that is open already', async () => {
  let requests = 0;
  answer = (_request, response) => {
    requests += 1;
    response.end();
  };
  await postTo(HOOK);
  const forbid = () => {
    throw Object.assign(new Error('lost'), { code: 'lease_lost' });
  };
  expect(await postTo(HOOK, forbid)).toEqual({ judgement: 'retry', error: 'lease_lost' });
  expect(await postTo(HOOK)).toMatchObject({ judgement: 'delivered' });
  expect(requests).toBe(2);
});

describe('a receiver', () => {
  const drip = (response: ServerResponse, write: () => void) => {
    const timer = setInterval(write, 200);
    response.once('close', () => clearInterval(timer));
  };
  it('that sends more interim responses than a few is given up at once', async () => {
    answer = ({ socket }) => void socket.write('HTTP/1.1 102 Processing\r\n\r\n'.repeat(21));
    expect(await postTo(HOOK)).toEqual({ judgement: 'retry', error: 'TOO_MANY_1XX' });
  });

  it.each<[string, string, typeof answer]>([
    [
      'that trickles its headers',
      HOOK,
      ({ socket }, response) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        drip(response, () => socket.write('x: y\r\n'));
      },
    ],
    [
      'that trickles its body',
      RESUME,
      (_request, response) => {
        response.writeHead(200).write(' ');
        drip(response, () => response.write(' '));
      },
    ],
  ])('%s is given up after 15 s, long before its lease ends', async (_, path, given) => {
    answer = given;
    const begun = Date.now();
    expect(await postTo(path)).toMatchObject({ judgement: 'retry' });
    expect(Date.now() - begun).toBeLessThan(20_000);
  });
});
