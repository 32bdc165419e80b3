import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { API_KEY, clientOf, ENCRYPTION_KEY, type TestConnector } from './test-connector';
import { noteLogged } from './used-secrets';

const MAIN = join(__dirname, '../../dist/main.js');

/** The connector as its operator runs it: a process of its own. */
export interface ConnectorProcess extends TestConnector {
  readonly pid: number;
  /** Ends it as a power failure would. */
  kill(): Promise<void>;
  /** Asks it to end, and gives its exit code. */
  terminate(): Promise<number | null>;
  /** Sends it a signal, and gives its exit code once it has ended. */
  signal(name: NodeJS.Signals): Promise<number | null>;
  /** Resolves when its log holds the text. */
  untilLogged(text: string): Promise<void>;
}

/** A connector's process from its first moment, when it does not listen yet. */
export interface SpawnedConnector {
  readonly child: ChildProcess;
  /** Where it listens; never, when it ends before. */
  readonly listening: Promise<string>;
  readonly ended: Promise<EndedProcess>;
  readonly stdout: () => string;
}

export interface EndedProcess {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that listens. @throws Error with what it said, when it ends instead */
export async function startConnectorProcess(env: Record<string, string>): Promise<ConnectorProcess> {
  const run = spawnConnector({ ACCOUNT_INTERVAL_MS: '0', RELAY_RETRY_SCHEDULE_MS: '0,50,100,200', ...env });
  const url = await Promise.race([
    run.listening,
    run.ended.then(({ stderr }) => Promise.reject(new Error(`the connector ended: ${stderr}`))),
  ]);
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    run.child.kill(signal);
    return (await run.ended).exitCode;
  };
  const client = clientOf(
    { url, stop: () => end('SIGTERM').then(() => undefined) },
    env['DATABASE_URL'] ?? '',
    () => '',
  );
  return {
    ...client,
    pid: run.child.pid ?? 0,
    logged: run.stdout,
    kill: () => end('SIGKILL').then(() => undefined),
    terminate: () => end('SIGTERM'),
    signal: end,
    async untilLogged(text) {
      while (!run.stdout().includes(text)) await once(run.child.stdout!, 'data');
    },
  };
}

/** Runs until it ends by itself. @param isHandedOver as by an older Node, which has a channel to it */
export function runToItsEnd(
  env: Record<string, string>,
  { isHandedOver = false } = {},
): Promise<EndedProcess> {
  return spawnMain(env, isHandedOver ? ['ipc'] : []).ended;
}

/** Does not wait until it listens. The port is a free one unless the environment names another. */
export function spawnConnector(env: Record<string, string>): SpawnedConnector {
  return spawnMain({ PORT: '0', CONNECTOR_API_KEYS: API_KEY, ENCRYPTION_KEY, ...env });
}

/** Every write to it fails as on a full disk (full(4)). */
const FULL_DEVICE = '/dev/full';
export const hasFullDevice = existsSync(FULL_DEVICE);
const LOOK_MS = 20;

/** One whose log lies on a full disk. @param env with the `PORT`, which its log cannot tell */
export function spawnWithFullLog(env: Record<string, string> & { PORT: string }): SpawnedConnector {
  refuseUnbuilt();
  const log = openSync(FULL_DEVICE, 'w');
  const child = spawn(process.execPath, [MAIN], {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], CONNECTOR_API_KEYS: API_KEY, ENCRYPTION_KEY, ...env },
    stdio: ['ignore', log, 'pipe'],
  });
  closeSync(log);
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  let isOver = false;
  const ended = once(child, 'close').then(([exitCode]): EndedProcess => {
    isOver = true;
    noteLogged(stderr);
    return { exitCode: exitCode as number | null, stdout: '', stderr };
  });
  const listening = new Promise<string>((resolve) => {
    const url = `http://127.0.0.1:${env.PORT}`;
    const look = async (): Promise<void> => {
      while (!isOver && !(await isReady(url))) await sleep(LOOK_MS);
      if (!isOver) resolve(url);
    };
    void look();
  });
  return { child, listening, ended, stdout: () => '' };
}

/** Whether it has started: it listens before it has recovered what its predecessor left. */
async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

function refuseUnbuilt(): void {
  if (!existsSync(MAIN)) throw new Error('The connector is not built: npm run build first.');
}

function spawnMain(env: Record<string, string>, channels: 'ipc'[] = []): SpawnedConnector {
  refuseUnbuilt();
  const child = spawn(process.execPath, [MAIN], {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...channels],
  }) as ChildProcessByStdio<null, Readable, Readable>;
  let stdout = '';
  let stderr = '';
  let tellAddress: (url: string) => void = () => undefined;
  const listening = new Promise<string>((resolve) => (tellAddress = resolve));
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    const address = /"address":"([^"]+)"/.exec(stdout)?.[1];
    if (address !== undefined) tellAddress(address);
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'close').then(([exitCode]): EndedProcess => {
    noteLogged(stdout + stderr);
    return { exitCode: exitCode as number | null, stdout, stderr };
  });
  return { child, listening, ended, stdout: () => stdout };
}
