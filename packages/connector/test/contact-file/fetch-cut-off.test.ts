import type { IncomingMessage, ServerResponse } from 'node:http';
import { createFetching, type Fetching } from './fetching';

const WHOLE = `PhoneNumber\n${Array.from({ length: 5000 }, (_, index) => 9_000_000_000 + index).join('\n')}\n`;
const HALF = 20_000;

type Turn = (response: ServerResponse, request: IncomingMessage) => void;

let fetching: Fetching;
beforeAll(async () => {
  fetching = await createFetching();
});
afterEach(() => fetching.closeServers());
afterAll(() => fetching.remove());

/** Answers the requests one after another, the last answer again and again; notes their ranges. */
async function serveTurns(...turns: Turn[]) {
  const asked: unknown[] = [];
  const host = await fetching.serve((request, response) => {
    asked.push(request.headers['range']);
    turns[Math.min(asked.length, turns.length) - 1]!(response, request);
  });
  return { url: `http://${host}/`, allowedHosts: [host], asked };
}

const whole: Turn = (response) => void response.end(WHOLE);

describe('a body whose end is that of its connection', () => {
  /** Written as it is: a server of Node would send it in chunks. */
  const write = ({ socket }: ServerResponse, headers: readonly string[], body: string) =>
    void socket?.write(
      `${['HTTP/1.1 200 OK', 'Content-Type: text/csv', ...headers].join('\r\n')}\r\n\r\n${body}`,
    );
  const reset = (response: ServerResponse, bytes: number) =>
    void fetching.untilSaved(bytes, response).then(() => response.socket?.resetAndDestroy());

  it.each<[string, readonly string[]]>([
    ['without further headers', []],
    ['with Connection: close', ['Connection: close']],
    ['in a coding that is not a framing', ['Transfer-Encoding: identity']],
  ])('is fetched again where the connection is reset, %s', async (_, headers) => {
    const { url, allowedHosts, asked } = await serveTurns((response) => {
      write(response, headers, WHOLE.slice(0, HALF));
      reset(response, HALF);
    }, whole);
    expect((await fetching.fetched(url, { allowedHosts })).text).toBe(WHOLE);
    expect(asked).toHaveLength(2);
  });

  it('is resumed after a reset where the host vouches for the file with an ETag', async () => {
    const { url, allowedHosts, asked } = await serveTurns(
      (response) => {
        write(response, ['ETag: "v1"'], WHOLE.slice(0, HALF));
        reset(response, HALF);
      },
      (response) =>
        void response
          .writeHead(206, {
            'content-range': `bytes ${HALF}-${WHOLE.length - 1}/${WHOLE.length}`,
            etag: '"v1"',
          })
          .end(WHOLE.slice(HALF)),
    );
    expect((await fetching.fetched(url, { allowedHosts })).text).toBe(WHOLE);
    expect(asked[1]).toBe(`bytes=${HALF}-`);
  });

  it('is refused where the connection is reset each time', async () => {
    const { url, allowedHosts, asked } = await serveTurns((response) => {
      write(response, [], WHOLE.slice(0, HALF));
      reset(response, HALF);
    });
    const { code, message, retryable } = await fetching.refusal(url, { allowedHosts });
    expect([code, retryable, asked.length]).toEqual(['file_unreachable', true, 4]);
    expect(message).toContain('broke off 4 times. The host reset the connection.');
  });

  it('is taken as it is where the connection is closed', async () => {
    const { url, allowedHosts } = await serveTurns((response) => {
      write(response, [], WHOLE);
      response.socket?.end();
    });
    expect((await fetching.fetched(url, { allowedHosts })).text).toBe(WHOLE);
  });

  it.each<[string, readonly string[], string]>([
    ['of a length that is given', [`Content-Length: ${WHOLE.length}`], WHOLE],
    ['in chunks', ['Transfer-Encoding: chunked'], `${WHOLE.length.toString(16)}\r\n${WHOLE}\r\n0\r\n\r\n`],
  ])('is not a body %s: a reset after its end changes nothing', async (_, headers, body) => {
    const { url, allowedHosts, asked } = await serveTurns((response) => {
      write(response, ['Connection: close', ...headers], body);
      reset(response, WHOLE.length);
    });
    expect((await fetching.fetched(url, { allowedHosts })).text).toBe(WHOLE);
    expect(asked).toHaveLength(1);
  });
});

describe('a host that sends one informational response after another', () => {
  const inform = ({ socket }: ServerResponse, count: number) =>
    void socket?.write('HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n'.repeat(count));

  it('is refused after a few', async () => {
    const { url, allowedHosts } = await serveTurns((response) => inform(response, 21));
    const { code, message, retryable } = await fetching.refusal(url, { allowedHosts });
    expect([code, retryable]).toEqual(['file_unreachable', false]);
    expect(message).toContain('not valid HTTP');
  });

  it('is waited for as long as there are few', async () => {
    const { url, allowedHosts } = await serveTurns((response) => {
      inform(response, 20);
      response.end(WHOLE);
    });
    expect((await fetching.fetched(url, { allowedHosts })).text).toBe(WHOLE);
  });
});
