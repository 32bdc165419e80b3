import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { DATABASE_KINDS } from '../harness/databases';
import { account, openScene, type Scene } from '../harness/scene';

const SEND_TIMEOUT_MS = 400;
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';

/** Writes a text over and over until the connection ends. */
function repeat(socket: Socket, text: string, everyMs: number): void {
  const timer = setInterval(() => socket.write(text), everyMs);
  socket.once('close', () => clearInterval(timer));
}

/** What a vendor may do with a connection that never gives a whole reply. */
const BEHAVIOURS: Readonly<Record<string, (socket: Socket) => void>> = {
  'that never answers': () => undefined,
  'that does not read the request': (socket) => socket.pause(),
  'whose status line trickles': (socket) => {
    socket.write('HTTP/1.1 200 ');
    repeat(socket, 'O', 20);
  },
  'whose headers trickle': (socket) => {
    socket.write(HEAD);
    repeat(socket, 'x: y\r\n', 20);
  },
  'whose body trickles': (socket) => {
    socket.write(`${HEAD}content-length: 100000\r\n\r\n{`);
    repeat(socket, ' ', 20);
  },
  'whose chunks trickle': (socket) => {
    socket.write(`${HEAD}transfer-encoding: chunked\r\n\r\n`);
    repeat(socket, '1\r\n \r\n', 20);
  },
  'that answers with one interim response after the other': (socket) =>
    repeat(socket, 'HTTP/1.1 102 Processing\r\n\r\n', 20),
};

/** What ends a reply at once, though it cannot be read. */
const UNREADABLE: Readonly<Record<string, (socket: Socket) => void>> = {
  'whose headers never end': (socket) => {
    socket.write(`${HEAD}x: ${'y'.repeat(100_000)}`);
  },
  'whose body never ends': (socket) => {
    socket.write(`${HEAD}\r\n<html>`);
    repeat(socket, 'x'.repeat(50_000), 1);
  },
  'that resets the connection': (socket) => {
    socket.resetAndDestroy();
  },
  'that answers in another protocol': (socket) => {
    socket.end('220 mail.example ESMTP\r\n');
  },
};

describe.each(DATABASE_KINDS)('a send, on %s, to a vendor', (kind) => {
  let scene: Scene;
  let server: Server;
  let behave: (socket: Socket) => void;
  const sockets = new Set<Socket>();

  beforeAll(async () => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket)).on('error', () => undefined);
      socket.once('data', () => behave(socket));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    scene = await openScene(kind, {
      env: {
        OZONETEL_UPLOAD_URL: `http://127.0.0.1:${port}/upload`,
        SEND_TIMEOUT_MS: String(SEND_TIMEOUT_MS),
      },
    });
  });
  afterAll(async () => {
    sockets.forEach((socket) => socket.destroy());
    server.close();
    await scene.close();
  });

  it.each(Object.keys(BEHAVIOURS))('%s ends as unconfirmed after SEND_TIMEOUT_MS', async (name) => {
    behave = BEHAVIOURS[name]!;
    const begun = Date.now();
    const { id } = await scene.connector.upload(scene.newRequest());
    const { outcome } = await scene.connector.until(id, 'unconfirmed');
    expect(Date.now() - begun).toBeGreaterThanOrEqual(SEND_TIMEOUT_MS);
    expect(outcome).toMatchObject({ code: 'connection_lost', source: 'transport' });
    expect(outcome?.message).toContain('did not finish its reply within 1 s');
    expect(outcome?.advice).toContain('Look at the campaign');
  });

  it.each(Object.keys(UNREADABLE))('%s ends as unconfirmed', async (name) => {
    behave = UNREADABLE[name]!;
    const { id } = await scene.connector.upload(scene.newRequest());
    await scene.connector.until(id, 'unconfirmed');
  });

  it('whose body trickles frees its account for the next send', async () => {
    behave = BEHAVIOURS['whose body trickles']!;
    const first = await scene.connector.upload(scene.newRequest({ account: account('blocked') }));
    await scene.connector.until(first.id, 'sending');
    const next = await scene.connector.upload(
      scene.newRequest({ account: account('blocked'), campaignName: 'Holi' }),
    );
    await scene.connector.until(next.id, 'unconfirmed');
    expect(await scene.get(first.id)).toMatchObject({ state: 'unconfirmed' });
  });

  it('whose reply to a stop trickles leaves the stop unconfirmed, with the advice to look', async () => {
    behave = BEHAVIOURS['whose body trickles']!;
    const { id } = await scene.connector.upload(scene.newRequest({ action: 'stop' }));
    const { outcome } = await scene.connector.until(id, 'unconfirmed');
    expect(outcome).toMatchObject({ code: 'connection_lost' });
    expect(outcome?.advice).toContain('it is not known whether it has stopped');
  });
});
