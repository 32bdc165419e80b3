import { API_KEY, ASHA, contacts } from '../harness/direct-scene';
import { CONNECTOR_KEY, StandInConnector } from '../harness/stand-in-connector';
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

describe('a wait that the connector cannot end, as it cannot reach this n8n,', () => {
  let connector: StandInConnector;
  beforeEach(async () => {
    connector = await StandInConnector.start();
  });
  afterEach(() => connector.close());

  const OUT_OF_REACH = /The connector cannot reach this n8n at a localhost address.*set N8N_WEBHOOK_URL/;
  const waitVia = async (baseUrl: string) => {
    const n8n = await TestN8n.start({
      ozonetelApi: { userName: 'acme', apiKey: API_KEY, uploadUrl: vendor.url },
      ozonetelConnectorApi: { baseUrl, apiKey: CONNECTOR_KEY },
    });
    const parameters = { operation: 'upload', mode: 'connector', campaignName: 'Diwali' };
    const node = { typeVersion: 2 };
    const execution = await n8n.execute({ parameters, items: contacts(ASHA), node });
    await n8n.close();
    expect(execution.isAsleep).toBe(true);
    const [run] = execution.finished.run.data.resultData.runData['Ozonetel'] ?? [];
    return { execution, hints: (run?.hints ?? []).map(({ message }) => message) };
  };

  it('is warned about above the output, and in the result at the time limit', async () => {
    const { execution, hints } = await waitVia(connector.url.replace('127.0.0.1', '[::ffff:127.0.0.1]'));
    expect(hints).toEqual([expect.stringMatching(OUT_OF_REACH) as string]);
    await execution.timeOut();
    expect(execution.finished.outputs[0]).toMatchObject([
      { json: { state: 'unconfirmed', message: expect.stringMatching(OUT_OF_REACH) as string } },
    ]);
  });

  it('is not warned about where the connector runs on the same machine', async () => {
    expect((await waitVia(connector.url)).hints).toEqual([]);
  });
});
