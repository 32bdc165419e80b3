import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  FaultRuleInput,
  SimulatorConfigInput,
  UploadRecord,
  Violations,
} from '@ozonetel-bulk-upload/ozonetel-simulator';
import { request } from 'undici';
import { ACCOUNTS, apiKeyOf, CAMPAIGNS, campaignOf, usernameOf } from './planned-uploads';

const MAIN = join(__dirname, '../../ozonetel-simulator/dist/main.js');
const PROCESSING_MS = 150;

/** Ozonetel in a process of its own: it does not die with the connector, and keeps its own log. */
export interface SimulatorProcess {
  readonly uploadUrl: string;
  readLog(): Promise<SimulatorLog>;
  /** From now on it is well behaved. */
  clearFaults(): Promise<void>;
  stop(): Promise<void>;
}

export interface SimulatorLog {
  readonly records: readonly UploadRecord[];
  readonly violations: Violations;
}

export interface SimulatorOptions {
  readonly seed: number;
  readonly intervalMs: number;
  readonly callbackTimeoutMs: number;
  /** Where its configuration may be put. */
  readonly folder: string;
}

function faultsOf(callbackTimeoutMs: number): FaultRuleInput[] {
  return [
    { fault: 'connection-cut-mid-request', probability: 0.03 },
    { fault: 'limit-exhausted', probability: 0.04 },
    { fault: 'reply-late', ms: 300, probability: 0.15 },
    { fault: 'reply-500', probability: 0.02 },
    { fault: 'reply-500-json', probability: 0.02 },
    { fault: 'reply-html', probability: 0.02 },
    { fault: 'reply-empty', probability: 0.02 },
    { fault: 'reply-never', probability: 0.02 },
    { fault: 'connection-cut-after-request', probability: 0.03 },
    { fault: 'upload-failed', probability: 0.05 },
    { fault: 'callback-dropped', probability: 0.06 },
    { fault: 'callback-doubled', probability: 0.1 },
    { fault: 'callback-late', ms: 500, probability: 0.15 },
    { fault: 'callback-late', ms: callbackTimeoutMs + 1_500, probability: 0.04 },
    { fault: 'callback-before-reply', probability: 0.1 },
    { fault: 'callback-form', probability: 0.1 },
    { fault: 'callback-data-field', probability: 0.05 },
    { fault: 'callback-multipart', probability: 0.05 },
    { fault: 'callback-not-json', probability: 0.1 },
    { fault: 'callback-without-content-type', probability: 0.1 },
  ];
}

export async function startSimulatorProcess(options: SimulatorOptions): Promise<SimulatorProcess> {
  const config: SimulatorConfigInput = {
    seed: options.seed,
    intervalMs: options.intervalMs,
    processingMs: PROCESSING_MS,
    accounts: Array.from({ length: ACCOUNTS }, (_, account) => {
      const username = usernameOf(account);
      return { username, apiKey: apiKeyOf(username) };
    }),
    campaigns: Array.from({ length: CAMPAIGNS }, (_, campaign) => {
      const { username, campaignName: name } = campaignOf(campaign);
      return { username, name };
    }),
    faults: faultsOf(options.callbackTimeoutMs),
  };
  const path = join(options.folder, 'simulator.json');
  writeFileSync(path, JSON.stringify(config));
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], PORT: '0', SIMULATOR_CONFIG: path },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const uploadUrl = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const url = /POST (\S+)\n/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
    void ended.then(() => reject(new Error(`The simulator ended: ${said}`)));
  });
  const { origin } = new URL(uploadUrl);
  return {
    uploadUrl,
    async readLog() {
      const { body } = await request(`${origin}/uploads`);
      const { items, violations } = (await body.json()) as {
        items: UploadRecord[];
        violations: Violations;
      };
      return { records: items, violations };
    },
    async clearFaults() {
      const { body } = await request(`${origin}/faults`, { method: 'DELETE' });
      await body.dump();
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
