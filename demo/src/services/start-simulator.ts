import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { project } from '../project';
import { childEnvironment, type Processes, waitUntilReady } from '@ozonetel-bulk-upload/n8n-runner';

export interface SimulatorOptions {
  readonly processes: Processes;
  readonly dataFolder: string;
  readonly port: number;
  readonly account: { readonly username: string; readonly apiKey: string };
  readonly campaignNames: readonly string[];
  /** The vendor's minute, shortened. */
  readonly intervalMs: number;
  readonly signal: AbortSignal;
}

const READY_LIMIT_MS = 30_000;

/**
 * Long enough for the states of the upload to be seen one after the other, and for n8n to store the wait of a workflow
 * built by hand that sends directly: on a slow machine that takes it more than a second, and an earlier callback is lost.
 */
const PROCESSING_MS = 4000;

/** Starts the vendor's stand-in with one account and its campaigns. @returns its URL */
export async function startSimulator(options: SimulatorOptions): Promise<string> {
  const { processes, dataFolder, port, account, campaignNames, intervalMs, signal } = options;
  const configFile = join(dataFolder, 'simulator.json');
  await mkdir(dataFolder, { recursive: true });
  const config = {
    accounts: [account],
    campaigns: campaignNames.map((name) => ({ name, username: account.username })),
    intervalMs,
    processingMs: PROCESSING_MS,
  };
  await writeFile(configFile, JSON.stringify(config, null, 2), { mode: 0o600 });
  const url = `http://127.0.0.1:${port}`;
  const running = processes.start({
    isService: true,
    name: 'the simulator',
    command: process.execPath,
    args: [join(project.simulator, 'dist', 'main.js')],
    cwd: dataFolder,
    env: childEnvironment({ HOST: '127.0.0.1', PORT: String(port), SIMULATOR_CONFIG: configFile }),
    logFile: join(dataFolder, 'simulator.log'),
  });
  await waitUntilReady(running, `${url}/campaigns`, { limitMs: READY_LIMIT_MS, signal });
  return url;
}
