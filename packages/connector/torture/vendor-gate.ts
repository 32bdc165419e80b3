import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A send that was frozen when its connection was there and none of its bytes. */
export interface FrozenSend {
  readonly frozenMs: number;
  /** Bytes of its request that came when it was let go on. */
  bytes: number;
}

/** The way to Ozonetel's endpoint, where a connector can be frozen between the commit and its first byte. */
export interface VendorGate {
  readonly uploadUrl: string;
  readonly frozen: readonly FrozenSend[];
  /** Freezes the next connector that connects and has not written yet, where one comes in time. */
  freezeNext(order: { frozenMs: number; patienceMs: number }): Promise<void>;
  /** Whether one is frozen now. */
  isFreezing(): boolean;
  close(): Promise<void>;
}

/** By then what a connector wrote before it was stopped has come. */
const SETTLE_MS = 50;

/** @param pids the connectors' processes */
export async function startVendorGate(target: string, pids: () => readonly number[]): Promise<VendorGate> {
  const { hostname, port, pathname } = new URL(target);
  const open = new Set<Socket>();
  const frozen: FrozenSend[] = [];
  let isFrozen = false;
  let waiting: ((socket: Socket, bytes: () => number) => void) | undefined;
  const server = createServer((client) => {
    let bytes = 0;
    client.on('data', (chunk) => (bytes += chunk.length));
    waiting?.(client, () => bytes);
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => open.delete(socket));
    }
    client.once('close', () => upstream.destroy());
    upstream.once('close', () => client.destroy());
    client.pipe(upstream);
    upstream.pipe(client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  /** Stops all of them at once, and lets those go on that do not hold the connection. */
  const freezeOwner = async (client: Socket, bytes: () => number): Promise<number | undefined> => {
    const all = pids();
    all.forEach((pid) => signal(pid, 'SIGSTOP'));
    const owner = findOwner(client.remotePort ?? 0, all);
    all.filter((pid) => pid !== owner).forEach((pid) => signal(pid, 'SIGCONT'));
    await sleep(SETTLE_MS);
    if (owner !== undefined && bytes() === 0) return owner;
    if (owner !== undefined) signal(owner, 'SIGCONT');
    return undefined;
  };

  const catchNext = (patienceMs: number): Promise<{ client: Socket; owner: number } | undefined> =>
    new Promise((resolve) => {
      let isBusy = false;
      const end = (caught?: { client: Socket; owner: number }): void => {
        waiting = undefined;
        clearTimeout(timer);
        resolve(caught);
      };
      const timer = setTimeout(end, patienceMs);
      waiting = (client, bytes) => {
        if (isBusy) return;
        isBusy = true;
        void freezeOwner(client, bytes).then((owner) => {
          isBusy = false;
          if (owner !== undefined) end({ client, owner });
        });
      };
    });

  return {
    uploadUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    frozen,
    isFreezing: () => isFrozen,
    async freezeNext({ frozenMs, patienceMs }) {
      const caught = await catchNext(patienceMs);
      if (caught === undefined) return;
      isFrozen = true;
      await sleep(frozenMs);
      isFrozen = false;
      const send: FrozenSend = { frozenMs, bytes: 0 };
      frozen.push(send);
      caught.client.on('data', (chunk) => (send.bytes += chunk.length));
      signal(caught.owner, 'SIGCONT');
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      open.forEach((socket) => socket.destroy());
      await closed;
    },
  };
}

/** One that was killed meanwhile needs no signal. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The process that has a connection from a local port, by Linux's own tables. */
function findOwner(port: number, pids: readonly number[]): number | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const line = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .find((text) => text.trim().split(/\s+/)[1] === `0100007F:${hex}`);
  const inode = line?.trim().split(/\s+/)[9];
  return inode === undefined ? undefined : pids.find((pid) => hasSocket(pid, `socket:[${inode}]`));
}

function hasSocket(pid: number, name: string): boolean {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).some((file) => linkOf(`${folder}/${file}`) === name);
  } catch {
    // It was killed meanwhile.
    return false;
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    // A descriptor that was closed meanwhile.
    return undefined;
  }
}
