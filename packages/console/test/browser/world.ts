import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createCallbackPoster,
  startSimulator,
  type CallbackPoster,
  type RunningSimulator,
} from '@ozonetel-bulk-upload/ozonetel-simulator';

const MAIN = join(__dirname, '../../../connector/dist/main.js');

export const KEY = 'the-console-key-of-the-tests';
export const ACCOUNT = { username: 'acme', apiKey: 'acme-key' };

/** The built connector with its console, and the simulator that it uploads to. */
export interface World {
  readonly url: string;
  /** Of the connector's process. */
  pid(): number;
  readonly simulator: RunningSimulator;
  /** How many contacts a campaign of the account has in the simulator. */
  contactsIn(campaign: string): number;
  /** Keeps back what the simulator calls back from now on. @returns a function that lets it go */
  holdCallbacks(): () => void;
  /** Ends the connector as a power failure would. */
  stopConnector(): Promise<void>;
  /** Starts it again, at the same address and on the same database. */
  startConnector(): Promise<void>;
  /** Everything that it has logged. */
  logged(): string;
  /** Calls the API as a program would. */
  call(method: string, path: string, body?: object): Promise<unknown>;
  close(): Promise<void>;
}

/** @param env settings of the connector besides those of the tests */
export async function startWorld(env: Record<string, string> = {}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'console-test-'));
  const callbacks = createHeldPoster();
  const simulator = await startSimulator({
    deps: { poster: callbacks.poster },
    config: {
      accounts: [ACCOUNT],
      campaigns: ['Diwali', 'Holi', 'Onam'].map((name) => ({ name, username: ACCOUNT.username })),
      intervalMs: 0,
      processingMs: 200,
    },
  });
  const settings = {
    DATABASE_URL: `file:${join(folder, 'connector.sqlite')}`,
    CONNECTOR_API_KEYS: KEY,
    ENCRYPTION_KEY: 'ab'.repeat(32),
    OZONETEL_UPLOAD_URL: simulator.uploadUrl,
    ACCOUNT_INTERVAL_MS: '0',
    ...env,
  };
  const logs: string[] = [];
  let connector = await startConnector({ ...settings, PORT: '0' }, logs);
  const { url } = connector;
  const stopConnector = async () => {
    const ended = once(connector.child, 'close');
    connector.child.kill('SIGKILL');
    await ended;
  };
  return {
    url,
    pid: () => connector.child.pid ?? NaN,
    simulator,
    contactsIn: (campaign) => simulator.campaigns.find(ACCOUNT.username, campaign)?.view().contacts ?? 0,
    holdCallbacks: callbacks.hold,
    stopConnector,
    async startConnector() {
      const port = new URL(url).port;
      connector = await startConnector({ ...settings, PORT: port }, logs);
    },
    logged: () => logs.join(''),
    async call(method, path, body) {
      const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
      const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
      const response = await fetch(url + path, init);
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return response.status === 204 ? undefined : (response.json() as Promise<unknown>);
    },
    async close() {
      if (connector.child.exitCode === null && connector.child.signalCode === null) await stopConnector();
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A poster of callbacks that can be told to wait: the vendor calls back once, when a test wants it. */
function createHeldPoster(): { poster: CallbackPoster; hold: () => () => void } {
  const poster = createCallbackPoster();
  const gate = new EventEmitter();
  let isHeld = false;
  return {
    poster: {
      async post(url, callback, signal) {
        if (isHeld) await once(gate, 'open', { signal });
        return poster.post(url, callback, signal);
      },
      close: () => poster.close(),
    },
    hold() {
      isHeld = true;
      return () => {
        isHeld = false;
        gate.emit('open');
      };
    },
  };
}

interface StartedConnector {
  readonly child: ChildProcess;
  readonly url: string;
}

async function startConnector(env: Record<string, string>, logs: string[]): Promise<StartedConnector> {
  if (!existsSync(MAIN)) throw new Error('The connector is not built: npm run build first.');
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close').then(() => undefined);
  const listening = new Promise<string>((resolve) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      logs.push(chunk.toString());
      text += chunk.toString();
      const address = /"address":"([^"]+)"/.exec(text)?.[1];
      if (address !== undefined) resolve(address);
    });
  });
  const url = await Promise.race([listening, ended]);
  if (url === undefined) throw new Error(`The connector ended: ${logs.join('')}`);
  return { child, url };
}
