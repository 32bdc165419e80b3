import {
  startSimulator,
  type RunningSimulator,
  type SimulatorConfigInput,
} from '@ozonetel-bulk-upload/ozonetel-simulator';
import type { INodeExecutionData } from 'n8n-workflow';
import { createRun, type NodeScene } from './node-scene';
import { TestN8n } from './test-n8n';

export const API_KEY = 'the-api-key-of-acme';

/** The simulator, and an n8n that sends to it directly. */
export interface DirectScene extends NodeScene {
  readonly simulator: RunningSimulator;
}

export async function startDirectScene(config: Partial<SimulatorConfigInput> = {}): Promise<DirectScene> {
  const simulator = await startSimulator({
    config: {
      accounts: [{ username: 'acme', apiKey: API_KEY }],
      campaigns: [
        { name: 'Diwali', username: 'acme' },
        { name: 'Holi', username: 'acme' },
        { name: 'Running', username: 'acme', position: 'running' },
      ],
      intervalMs: 0,
      processingMs: 0,
      ...config,
    },
  });
  const n8n = await TestN8n.start({
    ozonetelApi: { userName: 'acme', apiKey: API_KEY, uploadUrl: simulator.uploadUrl },
  });
  return {
    simulator,
    n8n,
    run: createRun(n8n, { campaignName: 'Diwali' }),
    async close() {
      await n8n.close();
      await simulator.close();
    },
  };
}

/** Contacts as items. */
export function contacts(
  ...rows: readonly Record<string, string | number | boolean | null>[]
): INodeExecutionData[] {
  return rows.map((json) => ({ json }));
}

export const ASHA = { PhoneNumber: '+91 98765 43210', Name: 'Asha' };
export const RAVI = { PhoneNumber: '9876543211', Name: 'Ravi' };
export const NO_DIGIT = { PhoneNumber: 'call me', Name: 'Meera' };

/** A file in the binary field `data`, as n8n keeps it in memory. */
export function fileItem(content: string | Buffer, fileName: string): INodeExecutionData {
  return {
    json: {},
    binary: {
      data: { data: Buffer.from(content).toString('base64'), mimeType: 'application/octet-stream', fileName },
    },
  };
}
