import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SimulatorConfigInput } from '@ozonetel-bulk-upload/ozonetel-simulator';
import { buildPrograms, startProgram, urlOf, type Program } from '../programs';
import { API_KEY } from '../relay/bench-connector';
import type { Counts } from './count-commits';
import type { Arrival } from './receiver';

const FOLDER = resolve('.cache/bench/scale');
const CONNECTOR = join(__dirname, '../../dist/main.js');
const SIMULATOR = join(__dirname, '../../../ozonetel-simulator/dist/main.js');

/** Bundles the programs of this folder that run beside the connector. */
export function buildScalePrograms(): Promise<void> {
  return buildPrograms(
    ['receiver', 'bare-relay', 'count-commits'].map((name) => join(__dirname, `${name}.ts`)),
    FOLDER,
  );
}

/** What a process says on its output, up to the first match. */
function untilSaid({ process: child }: Program, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      if (said.length > 100_000) return;
      said += chunk.toString();
      const found = pattern.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error(`a process ended: ${said.slice(-2_000)}`)));
  });
}

export interface ScaleSimulator {
  readonly uploadUrl: string;
  readonly origin: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export async function startSimulator(config: SimulatorConfigInput): Promise<ScaleSimulator> {
  mkdirSync(FOLDER, { recursive: true });
  const path = join(FOLDER, 'simulator.json');
  writeFileSync(path, JSON.stringify(config));
  const child = startProgram(SIMULATOR, { PORT: '0', SIMULATOR_CONFIG: path });
  const uploadUrl = await untilSaid(child, /POST (\S+)\n/);
  return { uploadUrl, origin: new URL(uploadUrl).origin, pid: child.pid, stop: () => child.stop() };
}

export interface ScaleReceiver {
  readonly url: string;
  readonly pid: number;
  /** There is one listener at a time. */
  onArrival(listener: (arrival: Arrival) => void): void;
  stop(): Promise<void>;
}

export async function startReceiver(): Promise<ScaleReceiver> {
  const child = startProgram(join(FOLDER, 'receiver.cjs'), {});
  return {
    url: await urlOf(child),
    pid: child.pid,
    onArrival: (listener) =>
      void child.process
        .removeAllListeners('message')
        .on('message', ({ arrivals }: { arrivals: Arrival[] }) => arrivals.forEach(listener)),
    stop: () => child.stop(),
  };
}

export interface Relay {
  readonly url: string;
  readonly pid: number;
  /** Since the start of its process; undefined if nothing is counted. */
  readCounts(): Promise<Counts | undefined>;
  stop(): Promise<void>;
}

export async function startBareRelay(uploadUrl: string, eventsUrl: string): Promise<Relay> {
  const child = startProgram(join(FOLDER, 'bare-relay.cjs'), {
    UPLOAD_URL: uploadUrl,
    EVENTS_URL: eventsUrl,
  });
  return {
    url: await urlOf(child),
    pid: child.pid,
    readCounts: () => Promise.resolve(undefined),
    stop: () => child.stop(),
  };
}

/** The built connector. @param profileFolder where a profile of its processor time goes */
export async function startConnector(env: Record<string, string>, profileFolder?: string): Promise<Relay> {
  const profile = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];
  const child = startProgram(
    CONNECTOR,
    { PORT: '0', CONNECTOR_API_KEYS: API_KEY, ENCRYPTION_KEY: 'ab'.repeat(32), ...env },
    ['--require', join(FOLDER, 'count-commits.cjs'), ...profile],
  );
  return {
    url: await untilSaid(child, /"address":"([^"]+)"/),
    pid: child.pid,
    async readCounts() {
      const told = once(child.process, 'message');
      child.process.send('counts');
      return ((await told) as [Counts])[0];
    },
    stop: () => child.stop(),
  };
}
