import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fetchInTime, TimedRequest } from '../../src/api/fetch-in-time';

let server: Server;
let url: string;

beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
});
afterEach(async () => {
  jest.useRealTimers();
  server.closeAllConnections();
  const closed = once(server, 'close');
  server.close();
  await closed;
});

/** Makes a request, and resolves with the answer to it when the server has it. */
async function ask(init?: RequestInit): Promise<{ asked: Promise<Response>; response: ServerResponse }> {
  const arrived = once(server, 'request') as Promise<[unknown, ServerResponse]>;
  const asked = fetchInTime(new TimedRequest(url, init));
  const [, response] = await arrived;
  return { asked, response };
}

const LATE = 'The connector does not answer in time.';

test('a connector that takes a request and never answers it is given up after half a minute', async () => {
  const { asked } = await ask({ method: 'POST', body: '{}' });
  jest.advanceTimersByTime(29_000);
  jest.advanceTimersByTime(1_000);
  await expect(asked).rejects.toThrow(LATE);
});

test('an answer that stops in its middle is given up, and one that goes on may take as long as it likes', async () => {
  const { asked, response } = await ask();
  response.write('first,');
  const body = (await asked).body?.pipeThrough(new TextDecoderStream()).getReader();
  expect(await body?.read()).toMatchObject({ value: 'first,' });
  for (const part of ['second,', 'third,']) {
    const next = body?.read();
    jest.advanceTimersByTime(25_000);
    response.write(part);
    expect(await next).toMatchObject({ value: part });
  }
  const never = body?.read();
  jest.advanceTimersByTime(30_000);
  await expect(never).rejects.toThrow(LATE);
});

test('contacts may take the time that their size needs on a slow line', async () => {
  const form = new FormData();
  form.set('file', new File([new Uint8Array(3_000_000)], 'contacts.csv'));
  const { asked, response } = await ask({ method: 'POST', body: form });
  jest.advanceTimersByTime(299_000);
  response.end('checked');
  expect(await (await asked).text()).toBe('checked');

  const { asked: again } = await ask({ method: 'POST', body: form });
  jest.advanceTimersByTime(300_000);
  await expect(again).rejects.toThrow(LATE);
});

test('who ends a request hears that, and not that it was late', async () => {
  const ending = new AbortController();
  const { asked } = await ask({ signal: ending.signal });
  ending.abort();
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
});

test('a connector that is not there is said to be not there', async () => {
  await expect(fetchInTime(new TimedRequest('http://127.0.0.1:1/'))).rejects.toThrow(
    'The connector does not answer. Check that it is running',
  );
});
