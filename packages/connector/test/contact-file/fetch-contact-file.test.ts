import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { ContactFileError } from '../../src/contact-file/contact-file-error';
import { fetchContactFile, type FetchOptions } from '../../src/contact-file/fetch-contact-file';
import { createScratch, type Scratch } from './checking';

const CSV = 'PhoneNumber,Name\n9876543210,Asha\n';

let scratch: Scratch;
let servers: Server[] = [];
beforeAll(async () => {
  scratch = await createScratch();
});
afterEach(async () => {
  await Promise.all(
    servers.map((server) => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    }),
  );
  servers = [];
});
afterAll(() => scratch.remove());

/** A server on 127.0.0.1; returns its host with port. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function fetched(
  url: string,
  options: Partial<FetchOptions> & { headers?: Record<string, string> } = {},
): Promise<{ text: string; bytes: number; name?: string }> {
  const { headers = {}, ...rest } = options;
  const target = join(await scratch.folder(), 'target');
  const file = await fetchContactFile({ url, headers }, target, {
    maxBytes: 10_000_000,
    timeoutMs: 10_000,
    allowedHosts: [],
    ...rest,
  });
  return { ...file, text: await readFile(target, 'utf8') };
}

async function refusal(url: string, options: Parameters<typeof fetched>[1] = {}): Promise<ContactFileError> {
  const error: unknown = await fetched(url, options).catch((thrown: unknown) => thrown);
  if (!(error instanceof ContactFileError)) throw new Error('No refusal.', { cause: error });
  return error;
}

/** Names and the addresses that they have, one answer after another. */
function names(answers: Readonly<Record<string, readonly string[]>>): LookupFunction {
  const asked: Record<string, number> = {};
  return (hostname, _options, callback) => {
    const turn = (asked[hostname] = (asked[hostname] ?? -1) + 1);
    const all = answers[hostname] ?? [];
    const address = all[Math.min(turn, all.length - 1)] ?? '';
    callback(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
  };
}

describe('a file at a URL', () => {
  it('is streamed to its target, with the headers given', async () => {
    let seen: unknown;
    const host = await serve((request, response) => {
      seen = [request.method, request.headers['authorization'], request.headers['accept-encoding']];
      response.setHeader('content-disposition', 'attachment; filename="leads.csv"').end(CSV);
    });
    const file = await fetched(`http://${host}/export?token=s3cret`, {
      allowedHosts: [host],
      headers: { Authorization: 'Bearer abc' },
    });
    expect(file).toEqual({ text: CSV, bytes: CSV.length, name: 'leads.csv' });
    expect(seen).toEqual(['GET', 'Bearer abc', 'identity']);
  });

  it('is followed over redirects, the headers staying behind at another origin', async () => {
    const seen: unknown[] = [];
    const last = await serve((request, response) => {
      seen.push(request.headers['authorization'], request.headers['x-api-key']);
      response.end(CSV);
    });
    const first = await serve((request, response) => {
      seen.push(request.headers['authorization']);
      const location = request.url === '/a' ? '/b' : `http://${last}/c`;
      response.writeHead(302, { location }).end();
    });
    await fetched(`http://${first}/a`, {
      allowedHosts: [first, last],
      headers: { Authorization: 'Bearer abc', 'X-Api-Key': 'def' },
    });
    expect(seen).toEqual(['Bearer abc', 'Bearer abc', undefined, undefined]);
  });
});

describe('an address that is not public is refused', () => {
  it.each([
    '127.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '2130706433',
    '0x7f.1',
    '0',
    '[::]',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '127.1',
    '0177.0.0.1',
    '１２７.０.０.１',
    'localhost.',
    'public.example@127.0.0.1',
    '[fe80::1%25eth0]',
    '[::7f00:1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '169.254.169.254',
    '169.254.170.2',
    '[fd00:ec2::254]',
    '100.100.100.200',
    '168.63.129.16',
    'metadata.google.internal',
  ])('%s', async (host) => {
    let requests = 0;
    const own = await serve((_, response) => {
      requests += 1;
      response.end(CSV);
    });
    const { code, retryable } = await refusal(`http://${host}:${own.split(':')[1]}/`);
    expect({ code, retryable, requests }).toEqual({
      code: 'file_address_refused',
      retryable: false,
      requests: 0,
    });
  });

  it('also behind a name', async () => {
    const lookup = names({ 'rebinding.example': ['10.0.0.1'] });
    expect((await refusal('http://rebinding.example/', { lookup })).code).toBe('file_address_refused');
  });

  it('also behind a redirect', async () => {
    const host = await serve((_, response) =>
      response.writeHead(302, { location: 'http://10.0.0.1/' }).end(),
    );
    expect((await refusal(`http://${host}/`, { allowedHosts: [host] })).code).toBe('file_address_refused');
  });
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
  ])('%s is too large', async (_, answer) => {
    const host = await serve((_request, response) => {
      answer(response);
    });
    expect((await refusal(`http://${host}/`, { allowedHosts: [host], maxBytes: 1_000_000 })).code).toBe(
      'file_too_large',
    );
  });

  it('a page in the place of a file is named', async () => {
    const host = await serve((_, response) => response.end('<!doctype html><title>Sign in</title>'));
    const { code, message } = await refusal(`http://${host}/x?token=s3cret`, { allowedHosts: [host] });
    expect(code).toBe('file_not_a_contact_file');
    expect(message).not.toContain('s3cret');
  });

  it.each([
    [404, false],
    [401, false],
    [429, true],
    [503, true],
  ])('a status %s is unreachable; a later try may help: %s', async (status, retryable) => {
    const host = await serve((_, response) => response.writeHead(status).end());
    expect(await refusal(`http://${host}/`, { allowedHosts: [host] })).toMatchObject({
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
