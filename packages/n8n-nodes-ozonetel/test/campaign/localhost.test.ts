import { API_KEY, ASHA, contacts } from '../harness/direct-scene';
import { startSilentVendor, type SilentVendor } from '../harness/silent-vendor';
import { TestN8n } from '../harness/test-n8n';

const WARNING = /cannot reach this n8n at a localhost address.*set N8N_WEBHOOK_URL/;

let vendor: SilentVendor;
beforeEach(async () => {
  vendor = await startSilentVendor();
});
afterEach(() => vendor.close());

async function hintsOf(uploadUrl: string, parameters: object): Promise<string[]> {
  const n8n = await TestN8n.start({ ozonetelApi: { userName: 'acme', apiKey: API_KEY, uploadUrl } });
  try {
    const execution = await n8n.execute({
      parameters: { operation: 'upload', campaignName: 'Diwali', ...parameters },
      items: contacts(ASHA),
    });
    const [run] = execution.finished.run.data.resultData.runData['Ozonetel'] ?? [];
    return (run?.hints ?? []).map(({ message }) => message);
  } finally {
    await n8n.close();
  }
}

/** The same server under an address that does not look like this machine's. */
const elsewhere = (): string => vendor.url.replace('127.0.0.1', '[::ffff:127.0.0.1]');
const callbackUrl = (host: string) => ({
  additionalOptions: { callbackUrl: `http://${host}:5678/webhook/x` },
});

describe('a callback URL that Ozonetel cannot reach', () => {
  it.each(['localhost', '127.0.0.1', '[::1]', '0.0.0.0'])('is warned about: %s', async (host) => {
    expect(await hintsOf(elsewhere(), callbackUrl(host))).toEqual([expect.stringMatching(WARNING) as string]);
  });

  it('is warned about where the workflow waits for the callback', async () => {
    expect(await hintsOf(elsewhere(), { waitForOutcome: true })).toEqual([
      expect.stringMatching(WARNING) as string,
    ]);
  });

  it('is no matter for a simulator on the same machine, nor where nobody listens', async () => {
    expect(await hintsOf(vendor.url, callbackUrl('localhost'))).toEqual([]);
    expect(await hintsOf(elsewhere(), {})).toEqual([]);
    expect(await hintsOf(elsewhere(), callbackUrl('n8n.example.com'))).toEqual([]);
  });
});
