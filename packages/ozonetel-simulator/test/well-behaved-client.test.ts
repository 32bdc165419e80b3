import { setTimeout as sleep } from 'node:timers/promises';
import { startSimulator, type RunningSimulator } from '../src';
import { listenForCallbacks, type CallbackListener } from './callback-listener';
import { postForm } from './upload-client';

const INTERVAL_MS = 40;
const ACCOUNTS = ['a', 'b', 'c', 'd', 'e', 'f'];
const CAMPAIGNS = ['first', 'second'];
const ROUNDS = 5;

let simulator: RunningSimulator;
let listener: CallbackListener;
afterEach(async () => {
  await simulator.close();
  await listener.close();
});

test('many accounts at once, each keeping the vendor’s pace, are never refused and never listed', async () => {
  const landed = new Map<string, () => void>();
  listener = await listenForCallbacks(({ path }) => {
    landed.get(path ?? '')?.();
    return 200;
  });
  simulator = await startSimulator({
    config: {
      intervalMs: INTERVAL_MS,
      processingMs: 5,
      accounts: ACCOUNTS.map((username) => ({ username, apiKey: username })),
      campaigns: ACCOUNTS.flatMap((username) => CAMPAIGNS.map((name) => ({ username, name }))),
      faults: [
        { fault: 'callback-before-reply', probability: 0.2 },
        { fault: 'callback-doubled', probability: 0.2 },
        { fault: 'callback-late', ms: 30, probability: 0.2 },
        { fault: 'reply-late', ms: 20, probability: 0.2 },
        { fault: 'reply-html', probability: 0.2 },
      ],
    },
  });

  const callbackAt = (path: string) => new Promise<void>((resolve) => landed.set(path, resolve));
  const sendAll = async (username: string): Promise<void> => {
    const waiting = new Map<string, Promise<void>>();
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const campaignName of CAMPAIGNS) {
        await waiting.get(campaignName);
        const path = `/${username}/${campaignName}/${round}`;
        waiting.set(campaignName, callbackAt(path));
        await postForm(simulator.uploadUrl, {
          fields: {
            username,
            apiKey: username,
            campaignName,
            callBackUrl: new URL(path, listener.url).href,
          },
          file: { name: 'contacts.csv', content: `PhoneNumber,Name\n98,${path}\n` },
        });
        await sleep(INTERVAL_MS + 2);
      }
    }
    await Promise.all(waiting.values());
  };
  await Promise.all(ACCOUNTS.map(sendAll));
  await simulator.idle();

  const uploads = simulator.requestLog.uploads();
  expect(uploads).toHaveLength(ACCOUNTS.length * CAMPAIGNS.length * ROUNDS);
  expect(uploads.filter(({ isLoaded }) => !isLoaded)).toEqual([]);
  expect(new Set(uploads.map(({ file }) => file?.sha256)).size).toBe(uploads.length);
  expect(simulator.requestLog.violations()).toEqual({ interval: [], overlap: [] });
});
