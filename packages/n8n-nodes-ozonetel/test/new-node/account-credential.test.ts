import { startSimulator, type RunningSimulator } from '@ozonetel-bulk-upload/ozonetel-simulator';
import type { ICredentialTestFunctions } from 'n8n-workflow';
import { testAccount } from '../../nodes/Ozonetel/test-account';

interface Request {
  readonly uri: string;
  readonly formData: Readonly<Record<string, string | { readonly value: Buffer }>>;
}

let requests = 0;

/** What n8n gives to a credential test, as far as this one uses it. */
const context = {
  helpers: {
    request: async ({ uri, formData }: Request) => {
      requests += 1;
      const body = new FormData();
      for (const [name, value] of Object.entries(formData)) {
        if (typeof value === 'string') body.set(name, value);
        else body.set(name, new Blob([new Uint8Array(value.value)]), 'contacts.csv');
      }
      return (await fetch(uri, { method: 'POST', body, redirect: 'manual' })).text();
    },
  },
} as unknown as ICredentialTestFunctions;

const API_KEY = 'the-api-key-of-acme';
let simulator: RunningSimulator;
beforeEach(async () => {
  requests = 0;
  simulator = await startSimulator({
    config: { accounts: [{ username: 'acme', apiKey: API_KEY }], campaigns: [], intervalMs: 60_000 },
  });
});
afterEach(() => simulator.close());

const test = (data: Record<string, string> = {}) => {
  const entered = { userName: 'acme', apiKey: API_KEY, uploadUrl: simulator.uploadUrl, ...data };
  return testAccount.call(context, { id: '', name: '', type: '', data: entered });
};

it('an account that Ozonetel knows is confirmed', async () => {
  expect(await test()).toMatchObject({ status: 'OK' });
});

it('a minute that is used up is no word about the credential, and the advice can be followed in its dialog', async () => {
  await test();
  const { status, message } = await test();
  expect(status).toBe('Error');
  expect(message).toMatch(
    /Wait a minute, then test again: the credential was neither confirmed nor refused\.$/,
  );
  expect(message).not.toMatch(/Wait for Next Minute|Connect Via/);
});

it.each([
  ['', 'The Upload URL is not a web address. It is empty.'],
  ['uploads.example.com', 'The Upload URL is not a web address. It must begin with https:// or http://.'],
])('an Upload URL that cannot be asked is said to be wrong: “%s”', async (uploadUrl, message) => {
  expect(await test({ uploadUrl })).toEqual({ status: 'Error', message });
  expect(requests).toBe(0);
});
