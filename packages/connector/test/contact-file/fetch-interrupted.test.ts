import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { createFetching, type Fetching } from './fetching';

const WHOLE = `PhoneNumber\n${Array.from({ length: 5000 }, (_, index) => 9_000_000_000 + index).join('\n')}\n`;
const HALF = 20_000;

let fetching: Fetching;
beforeAll(async () => {
  fetching = await createFetching();
});
afterEach(() => fetching.closeServers());
afterAll(() => fetching.remove());

/** The line breaks once so many bytes have arrived: those in a broken line are lost. */
function breakOff(response: ServerResponse, body: string | Buffer, saved = body.length): void {
  response.write(body);
  void fetching.untilSaved(saved, response).then(() => response.destroy());
}

/** Answers the requests one after another, the last answer again and again; notes their ranges. */
async function serveTurns(
  ...turns: ((response: ServerResponse, request: IncomingMessage) => void)[]
): Promise<{ url: string; allowedHosts: string[]; asked: unknown[] }> {
  const asked: unknown[] = [];
  const host = await fetching.serve((request, response) => {
    asked.push([request.headers['range'], request.headers['if-range']]);
    turns[Math.min(asked.length, turns.length) - 1]!(response, request);
  });
  return { url: `http://${host}/`, allowedHosts: [host], asked };
}

const begin = (etag: string) => (response: ServerResponse) => {
  response.writeHead(200, { 'content-length': WHOLE.length, etag });
  breakOff(response, WHOLE.slice(0, HALF));
};
const rest =
  (etag?: string) =>
  (response: ServerResponse, { headers }: IncomingMessage) => {
    const from = Number(/\d+/.exec(headers['range'] ?? '')?.[0]);
    const range = { 'content-range': `bytes ${from}-${WHOLE.length - 1}/${WHOLE.length}` };
    response.writeHead(206, etag === undefined ? range : { ...range, etag }).end(WHOLE.slice(from));
  };
const whole = (response: ServerResponse) => response.end(WHOLE);

describe('a download that breaks off', () => {
  it('is resumed where the host vouches for the file with an ETag', async () => {
    const { url, allowedHosts, asked } = await serveTurns(begin('"v1"'), rest('"v1"'));
    expect((await fetching.fetched(url, { allowedHosts })).text).toBe(WHOLE);
    expect(asked).toEqual([
      [undefined, undefined],
      [`bytes=${HALF}-`, '"v1"'],
    ]);
  });

  it('is resumed by the time of the last change too', async () => {
    const modified = 'Fri, 24 Jan 2020 10:00:00 GMT';
    const { url, allowedHosts, asked } = await serveTurns((response) => {
      response.writeHead(200, { 'content-length': WHOLE.length, 'last-modified': modified });
      breakOff(response, WHOLE.slice(0, HALF));
    }, rest());
    expect((await fetching.fetched(url, { allowedHosts })).text).toBe(WHOLE);
    expect(asked[1]).toEqual([`bytes=${HALF}-`, modified]);
  });

  it('begins again where the file has changed meanwhile', async () => {
    const { url, allowedHosts, asked } = await serveTurns(begin('"v1"'), whole);
    expect((await fetching.fetched(url, { allowedHosts })).text).toBe(WHOLE);
    expect(asked[1]).toEqual([`bytes=${HALF}-`, '"v1"']);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['cannot be told to be the same', begin('W/"v1"')],
    [
      'came compressed',
      (response) => {
        response.writeHead(200, { 'content-encoding': 'gzip', etag: '"v1"' });
        breakOff(response, gzipSync(WHOLE).subarray(0, 5000), 1);
      },
    ],
    [
      'was changed in the very second that it was sent in',
      (response) => {
        const time = 'Fri, 24 Jan 2020 10:00:00 GMT';
        response.writeHead(200, { 'content-length': WHOLE.length, 'last-modified': time, date: time });
        breakOff(response, WHOLE.slice(0, HALF));
      },
    ],
    [
      'has a time that is none',
      (response) => {
        response.writeHead(200, { 'content-length': WHOLE.length, 'last-modified': 'yesterday' });
        breakOff(response, WHOLE.slice(0, HALF));
      },
    ],
    [
      'comes from a host that sends no parts',
      (response) => {
        response.writeHead(200, { 'content-length': WHOLE.length, etag: '"v1"', 'accept-ranges': 'none' });
        breakOff(response, WHOLE.slice(0, HALF));
      },
    ],
  ])('begins again, and asks for all of it, where the file %s', async (_, first) => {
    const { url, allowedHosts, asked } = await serveTurns(first, whole);
    expect((await fetching.fetched(url, { allowedHosts })).text).toBe(WHOLE);
    expect(asked[1]).toEqual([undefined, undefined]);
  });

  it('is completed with a rest that the host calls the whole', async () => {
    const { url, allowedHosts } = await serveTurns(begin('"v1"'), (response) =>
      response
        .writeHead(200, {
          'content-range': `bytes ${HALF}-${WHOLE.length - 1}/${WHOLE.length}`,
          etag: '"v1"',
        })
        .end(WHOLE.slice(HALF)),
    );
    expect((await fetching.fetched(url, { allowedHosts })).text).toBe(WHOLE);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    [
      'sends another part than was asked for',
      (response) =>
        response.writeHead(206, { 'content-range': `bytes 0-9/${WHOLE.length}` }).end(WHOLE.slice(0, 10)),
    ],
    ['knows of no such part', (response) => response.writeHead(416).end()],
  ])('begins again where the host %s', async (_, answer) => {
    const { url, allowedHosts, asked } = await serveTurns(begin('"v1"'), answer, whole);
    expect((await fetching.fetched(url, { allowedHosts })).text).toBe(WHOLE);
    expect(asked[2]).toEqual([undefined, undefined]);
  });

  it('is given up after the fourth time, and may be tried later', async () => {
    const { url, allowedHosts, asked } = await serveTurns(begin('"v1"'), (response) => {
      response.writeHead(206, {
        'content-range': `bytes ${HALF}-${WHOLE.length - 1}/${WHOLE.length}`,
        etag: '"v1"',
      });
      response.flushHeaders();
      response.destroy();
    });
    const { code, message, retryable } = await fetching.refusal(url, { allowedHosts });
    expect([code, retryable, asked.length]).toEqual(['file_unreachable', true, 4]);
    expect(message).toContain('broke off 4 times. The connection was lost.');
  });

  it.each<[string, number, Record<string, string>]>([
    ['a part without saying which', 206, {}],
    ['the beginning alone', 206, { 'content-range': 'bytes 0-9/100' }],
    ['the beginning alone (200)', 200, { 'content-range': 'bytes 0-9/100' }],
    ['the beginning alone (203)', 203, { 'content-range': 'bytes 0-9/100' }],
    ['the end alone (200)', 200, { 'content-range': 'bytes 90-99/100' }],
    ['no part at all', 416, {}],
  ])('says what the host does that sends %s of the whole file', async (_, status, headers) => {
    const { url, allowedHosts } = await serveTurns((response) =>
      response.writeHead(status, headers).end(WHOLE.slice(0, 10)),
    );
    const { message, retryable } = await fetching.refusal(url, { allowedHosts });
    expect(retryable).toBe(true);
    expect(message).toContain(`answered ${status} to a request for the whole file, without all of it`);
  });

  it('a body shorter than Content-Length is rejected', async () => {
    const { url, allowedHosts } = await serveTurns((response) => {
      response.writeHead(200, { 'content-length': WHOLE.length * 2 });
      breakOff(response, WHOLE);
    });
    expect((await fetching.refusal(url, { allowedHosts })).code).toBe('file_unreachable');
  });

  it('counts all of its parts against the limit of bytes', async () => {
    const { url, allowedHosts } = await serveTurns(begin('"v1"'), rest('"v1"'));
    const maxBytes = WHOLE.length - 1;
    const grown = await fetching.refusal(url, { allowedHosts, maxBytes });
    expect(grown.code).toBe('file_too_large');
  });
});

describe('a download that broke off is not completed with a part of another version:', () => {
  const one = `PhoneNumber,Name\n${'9811111111,one\n'.repeat(4000)}`;
  const two = `PhoneNumber,Name\n${'9822222222,two\n'.repeat(4000)}`;
  type Answer = { headers: Record<string, string>; body?: string };

  /** The first answer is cut off; a request for a range is answered with `rest`, any other with the second version. */
  async function fetchCut(first: Record<string, string>, rest: (from: number) => Answer) {
    let isCut = false;
    const host = await fetching.serve((request, response) => {
      const from = /bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1];
      if (!isCut) {
        isCut = true;
        const isChunked = 'transfer-encoding' in first;
        response.writeHead(200, isChunked ? first : { ...first, 'content-length': one.length });
        response.write(one.slice(0, 40_000));
        void fetching.untilSaved(40_000, response).then(() => response.destroy());
      } else if (from === undefined) response.end(two);
      else {
        const { headers, body = two.slice(Number(from)) } = rest(Number(from));
        response.writeHead(206, headers).end(body);
      }
    });
    return (await fetching.fetchedFrom(host)).text;
  }
  const range = (from: number, total: number | '*' = two.length, last = two.length - 1) =>
    `bytes ${from}-${last}/${total}`;
  const SEVEN = 'Wed, 07 Jan 2026 00:00:00 GMT';
  const EIGHT = 'Thu, 08 Jan 2026 00:00:00 GMT';

  it.each<[string, Record<string, string>, (from: number) => Record<string, string>]>([
    ['another ETag', { etag: '"one"' }, (from) => ({ etag: '"two"', 'content-range': range(from) })],
    ['a weak ETag', { etag: '"one"' }, (from) => ({ etag: 'W/"one"', 'content-range': range(from) })],
    [
      'an ETag where there was none',
      { 'last-modified': SEVEN },
      (from) => ({ etag: '"two"', 'content-range': range(from) }),
    ],
    ['no ETag', { etag: '"one"' }, (from) => ({ 'content-range': range(from) })],
    [
      'another time',
      { 'last-modified': SEVEN },
      (from) => ({ 'last-modified': EIGHT, 'content-range': range(from) }),
    ],
    [
      'another time beside the same ETag',
      { etag: '"one"', 'last-modified': SEVEN },
      (from) => ({ etag: '"one"', 'last-modified': EIGHT, 'content-range': range(from) }),
    ],
    [
      'another length',
      { etag: '"one"' },
      (from) => ({ etag: '"one"', 'content-range': range(from, two.length + 1, two.length) }),
    ],
    [
      'another end',
      { etag: '"one"' },
      (from) => ({ etag: '"one"', 'content-range': range(from, '*', two.length - 2) }),
    ],
    [
      'an end before that of the file, whose length was not known',
      { etag: '"one"', 'transfer-encoding': 'chunked' },
      (from) => ({ etag: '"one"', 'content-range': range(from, two.length, two.length - 10) }),
    ],
    [
      'an end that may not be that of the file',
      { etag: '"one"', 'transfer-encoding': 'chunked' },
      (from) => ({ etag: '"one"', 'content-range': range(from, '*') }),
    ],
    [
      'several parts',
      { etag: '"one"' },
      () => ({ etag: '"one"', 'content-type': 'multipart/byteranges; boundary=x' }),
    ],
    ['another beginning', { etag: '"one"' }, (from) => ({ etag: '"one"', 'content-range': range(from + 1) })],
    ['no range', { etag: '"one"' }, () => ({ etag: '"one"' })],
    [
      'a content coding',
      { etag: '"one"' },
      (from) => ({ etag: '"one"', 'content-range': range(from), 'content-encoding': 'gzip' }),
    ],
  ])('%s', async (_, first, rest) => {
    expect(await fetchCut(first, (from) => ({ headers: rest(from) }))).toBe(two);
  });

  it.each([
    ['fewer', -10],
    ['more', 10],
  ])('a part with %s bytes than it declares is not used', async (_, difference) => {
    const text = await fetchCut({ etag: '"one"' }, (from) => ({
      headers: { etag: '"one"', 'content-range': range(from) },
      body: (one + one).slice(from, one.length + difference),
    }));
    expect(text).toBe(two);
  });

  it('a 206 that covers the whole file is accepted', async () => {
    const host = await fetching.serve((_, response) =>
      response.writeHead(206, { 'content-range': `bytes 0-${one.length - 1}/${one.length}` }).end(one),
    );
    expect((await fetching.fetchedFrom(host)).text).toBe(one);
  });

  it('a 200 with fewer bytes than its Content-Range says is not the whole file', async () => {
    const host = await fetching.serve((_, response) =>
      response.writeHead(200, { 'content-range': `bytes 0-${one.length - 1}/*` }).end(one.slice(0, -10)),
    );
    const { message } = await fetching.refusal(`http://${host}/list.csv`, { allowedHosts: [host] });
    expect(message).toContain('another part of the file than its Content-Range says');
  });

  it.each(['*', String(one.length)])(
    'a 200 that covers the whole file is accepted where the file has %s bytes',
    async (total) => {
      const host = await fetching.serve((_, response) =>
        response.writeHead(200, { 'content-range': `bytes 0-${one.length - 1}/${total}` }).end(one),
      );
      expect((await fetching.fetchedFrom(host)).text).toBe(one);
    },
  );

  it('a resumed download of the same version completes', async () => {
    const text = await fetchCut({ etag: '"one"', 'last-modified': SEVEN }, (from) => ({
      headers: { etag: '"one"', 'content-range': range(from) },
      body: one.slice(from),
    }));
    expect(text).toBe(one);
  });
});
