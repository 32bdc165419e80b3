import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';

/** A request that was frozen when its connection was there and none of its bytes. */
export interface FrozenRequest {
  readonly frozenMs: number;
  /** Bytes of its request that came when it was let go on. */
  readonly bytes: number;
}

/** The way to an HTTP server, where a connector can be frozen between its connection and its first byte. */
export interface FreezingGate {
  readonly url: string;
  readonly frozen: readonly FrozenRequest[];
  /**
   * Freezes the next connector that has connected and not written yet, where one comes in so many milliseconds.
   * @returns what lets it go on
   */
  freezeNext(patienceMs: number): Promise<(() => void) | undefined>;
  /** Whether one is frozen now. */
  isFreezing(): boolean;
  close(): Promise<void>;
}

/** The connectors run for so long between two looks at what they have connected and written. */
const STEP_MS = 2;
/** Turns of this process in which a new connection, and what was written on it, are seen. */
const LOOK_TURNS = 4;
/** By then what a connector wrote before it was stopped has come, however busy the machine is. */
const SETTLE_MS = 50;

/** A connector that is frozen, and its connection. */
interface Caught {
  readonly arrival: Arrival;
  readonly owner: number;
}

/** A connector's connection, and how much has come on it. */
interface Arrival {
  readonly client: Socket;
  bytes: number;
}

async function look(): Promise<void> {
  for (let turns = 0; turns < LOOK_TURNS; turns += 1) await turn();
}

/** @param pids the connectors' processes */
export async function startFreezingGate(
  target: string,
  pids: () => readonly number[],
): Promise<FreezingGate> {
  const { hostname, port, pathname } = new URL(target);
  const open = new Set<Socket>();
  const frozen: FrozenRequest[] = [];
  let isFrozen = false;
  const arrivals = new Set<Arrival>();
  const server = createServer((client) => {
    const arrival = { client, bytes: 0 };
    arrivals.add(arrival);
    client.on('data', (chunk) => (arrival.bytes += chunk.length));
    client.once('close', () => arrivals.delete(arrival));
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

  /** Stops all of them at once, and lets those go on that hold no connection on which nothing was written yet. */
  const freezeSilent = async (): Promise<Caught | undefined> => {
    const all = pids();
    all.forEach((pid) => signal(pid, 'SIGSTOP'));
    await look();
    const silent = [...arrivals].find(({ bytes }) => bytes === 0);
    const owner = silent && findOwner(silent.client.remotePort ?? 0, all);
    all.filter((pid) => pid !== owner).forEach((pid) => signal(pid, 'SIGCONT'));
    if (silent === undefined || owner === undefined) return undefined;
    await sleep(SETTLE_MS);
    // Timers come before what has arrived: a process that was busy meanwhile has not read it.
    await look();
    if (silent.bytes === 0) return { arrival: silent, owner };
    signal(owner, 'SIGCONT');
    return undefined;
  };

  /** A connector writes within a millisecond or two of its connection: only small steps meet it in between. */
  const catchNext = async (patienceMs: number): Promise<Caught | undefined> => {
    const until = Date.now() + patienceMs;
    while (Date.now() < until) {
      const caught = await freezeSilent();
      if (caught !== undefined) return caught;
      await sleep(STEP_MS);
    }
    return undefined;
  };

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    frozen,
    isFreezing: () => isFrozen,
    async freezeNext(patienceMs) {
      const caught = await catchNext(patienceMs);
      if (caught === undefined) return undefined;
      isFrozen = true;
      const frozenAt = performance.now();
      return () => {
        isFrozen = false;
        const hadWritten = caught.arrival.bytes > 0;
        const isAlive = signal(caught.owner, 'SIGCONT');
        // One that had written before it was stopped, or was killed meanwhile, proves nothing.
        if (hadWritten || !isAlive) return;
        const frozenMs = Math.round(performance.now() - frozenAt);
        frozen.push({
          frozenMs,
          get bytes() {
            return caught.arrival.bytes;
          },
        });
      };
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      open.forEach((socket) => socket.destroy());
      await closed;
    },
  };
}

/** @returns whether the process was there: one that was killed meanwhile needs no signal */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    return false;
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
