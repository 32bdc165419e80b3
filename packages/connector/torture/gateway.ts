import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One address that leads to whichever connector is there, as a load balancer's does. */
export interface Gateway {
  readonly url: string;
  close(): Promise<void>;
}

/** How long a connection waits for a connector that is just starting; then it is closed. */
const HOLD_MS = 600;
const LOOK_MS = 25;

/** @param listening the ports of the connectors that listen now */
export async function startGateway(listening: () => readonly number[]): Promise<Gateway> {
  const open = new Set<Socket>();
  let turn = 0;
  const server = createServer({ pauseOnConnect: true }, (client) => {
    keep(client, open);
    turn += 1;
    void findUpstream(listening, turn).then((upstream) => {
      if (upstream === undefined || client.destroyed) {
        client.destroy();
        upstream?.destroy();
        return;
      }
      keep(upstream, open);
      client.once('close', () => upstream.destroy());
      upstream.once('close', () => client.destroy());
      upstream.pipe(client);
      client.pipe(upstream);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      open.forEach((socket) => socket.destroy());
      await closed;
    },
  };
}

function keep(socket: Socket, open: Set<Socket>): void {
  open.add(socket);
  socket.on('error', () => socket.destroy());
  socket.once('close', () => open.delete(socket));
}

async function findUpstream(listening: () => readonly number[], turn: number): Promise<Socket | undefined> {
  for (let waited = 0; waited <= HOLD_MS; waited += LOOK_MS) {
    const ports = listening();
    for (let index = 0; index < ports.length; index += 1) {
      const socket = await connectTo(ports[(turn + index) % ports.length] ?? 0);
      if (socket !== undefined) return socket;
    }
    await sleep(LOOK_MS);
  }
  return undefined;
}

function connectTo(port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}
