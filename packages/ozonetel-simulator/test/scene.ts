import { startSimulator, type RunningSimulator, type SimulatorConfigInput, type SimulatorDeps } from '../src';
import { listenForCallbacks, type CallbackListener } from './callback-listener';
import { postForm, type ReceivedReply, type SentUpload } from './upload-client';

export const ACME = { username: 'acme', apiKey: 'key-of-acme-0123456789' };
export const TWO_CONTACTS = 'PhoneNumber,Name\r\n+91 98765 43210,Asha\r\n09876543211,Ravi\r\n';

export interface Scene {
  readonly simulator: RunningSimulator;
  readonly listener: CallbackListener;
  /** Posts a good upload, but for what is given; a field that is undefined is left out. */
  readonly upload: (
    fields?: Readonly<Record<string, string | undefined>>,
    file?: SentUpload['file'] | null,
  ) => Promise<ReceivedReply>;
  readonly json: (path: string) => Promise<Record<string, unknown>>;
}

const DEFAULTS: SimulatorConfigInput = {
  intervalMs: 0,
  processingMs: 0,
  accounts: [ACME, { username: 'globex', apiKey: 'key-of-globex' }],
  campaigns: [
    { name: 'Diwali', username: 'acme' },
    { name: 'Holi', username: 'acme' },
    { name: 'Busy', username: 'acme', position: 'running' },
    { name: 'Agents', username: 'acme', type: 'agentwise', agentIds: ['a1', 'a2'] },
    { name: 'Skills', username: 'acme', type: 'skillwise', skills: ['hindi', 'tamil'] },
    { name: 'Diwali', username: 'globex' },
  ],
};

const open: (() => Promise<void>)[] = [];

/** Starts a simulator and somebody who listens for its callbacks. */
export async function startScene(
  config: Partial<SimulatorConfigInput> = {},
  answer?: () => number | Promise<number>,
  deps: SimulatorDeps = {},
): Promise<Scene> {
  const listener = await listenForCallbacks(answer);
  const simulator = await startSimulator({ config: { ...DEFAULTS, ...config }, deps });
  open.push(simulator.close, listener.close);
  return {
    simulator,
    listener,
    upload: (fields = {}, file = { name: 'contacts.csv', content: TWO_CONTACTS }) => {
      const all: Record<string, string | undefined> = {
        ...ACME,
        campaignName: 'Diwali',
        callBackUrl: listener.url,
        ...fields,
      };
      const given = Object.entries(all).filter((field): field is [string, string] => field[1] !== undefined);
      return postForm(simulator.uploadUrl, { fields: Object.fromEntries(given), file: file ?? undefined });
    },
    json: async (path) => {
      const response = await fetch(`${simulator.url}${path}`);
      return (await response.json()) as Record<string, unknown>;
    },
  };
}

/** Closes all that `startScene` opened. */
export async function closeScenes(): Promise<void> {
  for (const close of open.splice(0)) await close();
}
