import { startSimulator } from '../src';
import { ACME, closeScenes, startScene } from './scene';
import { postForm } from './upload-client';

afterEach(closeScenes);

const messageOf = (reply: { body: string }): unknown =>
  (JSON.parse(reply.body) as { message: unknown }).message;

function clockAt(start: number) {
  const clock = { ms: start, now: () => clock.ms };
  return clock;
}

async function startAt(clock: { now: () => number }) {
  return startScene({ intervalMs: 60_000 }, undefined, { now: clock.now });
}

test('one request a minute per user, to the millisecond', async () => {
  const clock = clockAt(1_700_000_000_000);
  const { upload, simulator } = await startAt(clock);

  expect(messageOf(await upload())).toBe('Data processing');
  await simulator.idle();
  clock.ms += 59_999;
  expect(messageOf(await upload())).toBe('Request limit exhausted');
  expect(messageOf(await upload({ campaignName: 'Holi' }))).toBe('Request limit exhausted');
  clock.ms += 1;
  expect(messageOf(await upload())).toBe('Data processing');
});

test('users do not share their minute', async () => {
  const { upload } = await startAt(clockAt(0));
  await upload();
  expect(messageOf(await upload({ username: 'globex', apiKey: 'key-of-globex' }))).toBe('Data processing');
});

test('a request with a wrong key does not spend the minute', async () => {
  const { upload } = await startAt(clockAt(0));
  expect(messageOf(await upload({ apiKey: 'wrong' }))).toBe('Authentication failed');
  expect(messageOf(await upload())).toBe('Data processing');
});

test.each([
  ['refused for its campaign', { campaignName: 'Nobody' }, 'Campaign not found'],
  ['a stop', { action: 'stop' }, 'Data processing'],
])('a request that is %s spends it', async (_, fields, message) => {
  const { upload } = await startAt(clockAt(0));
  expect(messageOf(await upload(fields))).toBe(message);
  expect(messageOf(await upload({ campaignName: 'Holi' }))).toBe('Request limit exhausted');
});

test('the limit is the vendor’s minute unless the configuration shortens it', async () => {
  const simulator = await startSimulator({
    config: { accounts: [ACME], campaigns: [{ name: 'Diwali', username: 'acme' }] },
  });
  try {
    const send = () => postForm(simulator.uploadUrl, { fields: ACME });
    expect(messageOf(await send())).toBe('File is mandatory');
    expect(messageOf(await send())).toBe('Request limit exhausted');
  } finally {
    await simulator.close();
  }
});
