import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  hasFullDevice,
  spawnConnector,
  spawnWithFullLog,
  type EndedProcess,
  type SpawnedConnector,
} from '../test/harness/connector-process';
import type { Dice } from './dice';
import { startGateway } from './gateway';

/** Connectors over one database behind one address; each is started again whenever it ends. */
export interface Fleet {
  readonly url: string;
  /** Resolves when all of them listen. */
  untilUp(): Promise<void>;
  /** Ends one as a power failure would, in whatever it is doing. */
  kill(index: number): Promise<void>;
  /** The processes that live now. */
  pids(): number[];
  /** Ends that nobody wanted, in words. */
  readonly unwantedEnds: readonly string[];
  /** Lives that were spent with the log on a full disk. */
  fullLogs(): number;
  /** Ends all in order. */
  stop(): Promise<void>;
}

export interface FleetOptions {
  readonly size: number;
  /** Without `PUBLIC_URL`, which is the address of the fleet. */
  readonly env: Record<string, string>;
  /** Whether a start may fail that began at a moment of `performance.now()`: the database was away since. */
  readonly mayFailToStart: (since: number) => boolean;
  /** Decides whose log lies on a full disk. */
  readonly dice: Dice;
}

/** The share of lives whose log lies on a full disk. */
const FULL_LOGS = 0.2;
/** Ports that no connection of this machine begins at. */
const FIRST_PORT = 20_000;
const PORTS = 10_000;

const RESTART_PAUSE_MS = 200;
const LAST_CHARACTERS = 2_000;

export async function startFleet({ size, env, mayFailToStart, dice }: FleetOptions): Promise<Fleet> {
  const unwantedEnds: string[] = [];
  const replicas: Replica[] = [];
  const gateway = await startGateway(() => replicas.flatMap(({ port }) => port ?? []));
  const whole = { ...env, PUBLIC_URL: gateway.url };
  let fullLogs = 0;
  const spawnNext = async (): Promise<SpawnedConnector> => {
    if (!hasFullDevice || !dice.happens(FULL_LOGS)) return spawnConnector(whole);
    fullLogs += 1;
    return spawnWithFullLog({ ...whole, PORT: String(await findPort(dice)) });
  };
  for (let index = 0; index < size; index += 1) {
    replicas.push(
      new Replica(spawnNext, mayFailToStart, (end) => unwantedEnds.push(`Connector ${index} ${end}`)),
    );
  }
  return {
    url: gateway.url,
    unwantedEnds,
    fullLogs: () => fullLogs,
    pids: () => replicas.flatMap(({ pid }) => pid ?? []),
    async untilUp() {
      await Promise.all(replicas.map((replica) => replica.untilUp()));
    },
    kill: (index) => replicas[index]?.kill() ?? Promise.resolve(),
    async stop() {
      await Promise.all(replicas.map((replica) => replica.stop()));
      await gateway.close();
    },
  };
}

/** A process of a replica, and whether its end is wanted. */
interface Life extends SpawnedConnector {
  isEndWanted: boolean;
}

/** One place of the fleet, and the process that fills it. */
class Replica {
  /** Where it listens, while it does. */
  port: number | undefined;
  #life: Life | undefined;
  #isStopping = false;
  readonly #waiting = new Set<() => void>();
  readonly #over: Promise<void>;

  constructor(
    private readonly spawnNext: () => Promise<SpawnedConnector>,
    private readonly mayFailToStart: FleetOptions['mayFailToStart'],
    private readonly tellUnwantedEnd: (words: string) => void,
  ) {
    this.#over = this.#keepUp();
  }

  get pid(): number | undefined {
    return this.#life?.child.pid;
  }

  untilUp(): Promise<void> {
    if (this.port !== undefined) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    const end = await this.#end('SIGTERM');
    if (end !== undefined && end.exitCode !== 0)
      this.tellUnwantedEnd(`did not stop in order: ${lastWords(end)}`);
    await this.#over;
  }

  async #end(signal: NodeJS.Signals): Promise<EndedProcess | undefined> {
    const life = this.#life;
    this.port = undefined;
    if (life === undefined) return undefined;
    life.isEndWanted = true;
    life.child.kill(signal);
    return life.ended;
  }

  async #keepUp(): Promise<void> {
    while (!this.#isStopping) {
      const began = performance.now();
      const life: Life = { ...(await this.spawnNext()), isEndWanted: this.#isStopping };
      this.#life = life;
      // It was asked to stop while a port was looked for.
      if (life.isEndWanted) life.child.kill('SIGTERM');
      void life.listening.then((url) => {
        if (!life.isEndWanted) this.#enter(Number(new URL(url).port));
      });
      const end = await life.ended;
      this.#life = undefined;
      if (life.isEndWanted) continue;
      if (this.port !== undefined) this.tellUnwantedEnd(`ended: ${lastWords(end)}`);
      else if (!this.mayFailToStart(began)) this.tellUnwantedEnd(`did not start: ${lastWords(end)}`);
      this.port = undefined;
      await sleep(RESTART_PAUSE_MS);
    }
  }

  #enter(port: number): void {
    this.port = port;
    this.#waiting.forEach((resolve) => resolve());
    this.#waiting.clear();
  }
}

async function findPort(dice: Dice): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + dice.below(PORTS);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

function lastWords({ exitCode, stdout, stderr }: EndedProcess): string {
  return `exit code ${exitCode}, ${stderr.slice(-LAST_CHARACTERS)} ${stdout.trim().split('\n').at(-1) ?? ''}`;
}
