import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { openScene, type Scene } from '../harness/scene';
import { API_KEY, startTestConnector } from '../harness/test-connector';
import { makeDatabase } from '../harness/databases';
import { PROCESSING } from '../harness/vendor';

const MEBIBYTE = 1024 * 1024;

/** A connection on which lines and bytes are written as they are; collects what comes back. */
async function dial(url: string): Promise<{ socket: Socket; received: () => string }> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  // It may be cut off while it writes: what came back says enough.
  socket.on('error', () => undefined);
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  return { socket, received: () => text };
}

const head = (path: string, ...headers: string[]) =>
  [`POST ${path} HTTP/1.1`, 'Host: x', ...headers, '', ''].join('\r\n');

async function until(socket: Socket, received: () => string, wanted: RegExp): Promise<void> {
  while (!wanted.test(received())) await once(socket, 'data');
}

describe('a body that is still coming', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene('sqlite');
    scene.vendor.respond = () => PROCESSING;
  });
  afterAll(() => scene.close());

  it.each(['close', 'keep-alive'])(
    'does not keep its caller from seeing why it was refused, with Connection: %s',
    async (connection) => {
      const { socket, received } = await dial(scene.connector.url);
      const failed = new Promise<Error>((resolve) => socket.once('error', resolve));
      socket.write(
        head('/v1/uploads', `Connection: ${connection}`, 'Content-Length: ' + String(20 * MEBIBYTE)),
      );
      const written = new Promise<void>((resolve) => {
        const send = (sent: number): void => {
          if (sent === 20) resolve();
          else socket.write(Buffer.alloc(MEBIBYTE, 'x'), () => send(sent + 1));
        };
        send(0);
      });
      expect(await Promise.race([written.then(() => 'written'), failed])).toBe('written');
      await until(socket, received, /"requestId"/);
      expect(received()).toMatch(/^HTTP\/1\.1 401 /);
      socket.destroy();
    },
  );

  const EXPECT = ['Expect: 100-continue', 'Content-Type: application/json', 'Content-Length: 2'];
  it('is not asked for before the key was found right', async () => {
    const { socket, received } = await dial(scene.connector.url);
    socket.write(head('/v1/uploads', ...EXPECT));
    await once(socket, 'end');
    expect(received()).toMatch(/^HTTP\/1\.1 401 /);
    expect(received()).not.toContain('100 Continue');
  });

  it('is not asked for before the media type was found right', async () => {
    const { socket, received } = await dial(scene.connector.url);
    const wrong = ['Expect: 100-continue', 'Content-Type: text/plain', 'Content-Length: 2'];
    socket.write(head('/v1/uploads', `Authorization: Bearer ${API_KEY}`, ...wrong));
    await once(socket, 'end');
    expect(received()).toMatch(/^HTTP\/1\.1 415 /);
  });

  it('is asked for when the key was found right, and the connection serves further requests', async () => {
    const { socket, received } = await dial(scene.connector.url);
    for (let round = 1; round <= 2; round += 1) {
      socket.write(head('/v1/uploads', `Authorization: Bearer ${API_KEY}`, ...EXPECT));
      await until(socket, received, new RegExp(`(HTTP/1\\.1 100 Continue[^]*){${round}}`));
      socket.write('{}');
      await until(socket, received, new RegExp(`(HTTP/1\\.1 400 [^]*"requestId"[^]*){${round}}`));
    }
    socket.destroy();
  });

  it('of a callback is asked for only when its token is known', async () => {
    const { socket, received } = await dial(scene.connector.url);
    socket.write(head('/callbacks/a-token-that-nobody-gave-out-0123456789', ...EXPECT));
    await once(socket, 'end');
    expect(received()).toMatch(/^HTTP\/1\.1 404 /);
    const { upload, request } = await scene.send();
    await scene.connector.until(upload.id, 'processing');
    const known = await dial(scene.connector.url);
    known.socket.write(head(new URL(request.fields['callBackUrl']!).pathname, ...EXPECT));
    await until(known.socket, known.received, /^HTTP\/1\.1 100 Continue/);
    known.socket.write('{}');
    await until(known.socket, known.received, /HTTP\/1\.1 200 OK/);
    known.socket.destroy();
  });
});

it('a connection above MAX_CONNECTIONS is closed at once, and one that ends makes room', async () => {
  const database = await makeDatabase('sqlite');
  const connector = await startTestConnector({ DATABASE_URL: database.url, MAX_CONNECTIONS: '3' });
  const open = await Promise.all([1, 2, 3].map(() => dial(connector.url)));
  const { socket: fourth } = await dial(connector.url);
  await once(fourth, 'close');
  const [first] = open;
  first?.socket.destroy();
  for (let answered = false; !answered;) {
    const { socket, received } = await dial(connector.url);
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await new Promise((resolve) => socket.once('close', resolve));
    answered = received().startsWith('HTTP/1.1 200');
  }
  open.forEach(({ socket }) => socket.destroy());
  await connector.stop();
  await database.remove();
});
