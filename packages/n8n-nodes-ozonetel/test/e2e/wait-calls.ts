import { startSilentVendor, type SilentVendor } from '../harness/silent-vendor';
import { CONNECTOR_KEY, createUpload, deliver, StandInConnector } from '../harness/stand-in-connector';
import { itemsOf } from './harness/execution';
import { ACCOUNT, type World } from './harness/world';
import { ASHA } from './operations';
import { waiting } from './wait';

const SUCCESS = JSON.stringify({ status: 'success', message: 'Data uploaded successfully' });

/** What a sleeping workflow makes of calls that we make, in the place of Ozonetel and of the connector. */
export function describeCalls(world: () => World): void {
  let vendor: SilentVendor;
  let connector: StandInConnector;
  beforeAll(async () => {
    vendor = await startSilentVendor();
    connector = await StandInConnector.start();
  });
  afterAll(async () => {
    await vendor.close();
    await connector.close();
  });
  const post = async (url: string | URL, body: string): Promise<number> =>
    (await fetch(url, { method: 'POST', body })).status;

  it('a forged callback is refused, and the true one is taken', async () => {
    const ozonetelApi = await world().n8n.createCredential('ozonetelApi', {
      ...ACCOUNT,
      uploadUrl: vendor.url,
    });
    const started = await world().run({
      parameters: waiting('direct', 'Diwali'),
      items: [ASHA],
      credentials: { ozonetelApi },
    });
    const callbackUrl = vendor.callbackUrls.at(-1)!;
    const forged = new URL(callbackUrl);
    forged.searchParams.set('token', 'f'.repeat(64));
    const bare = new URL(callbackUrl);
    bare.search = '';
    expect(await post(forged, SUCCESS)).toBe(401);
    expect(await post(bare, SUCCESS)).toBe(401);
    expect(await world().n8n.executions(started.workflowId)).toMatchObject([{ status: 'waiting' }]);
    expect(await post(callbackUrl, '<html>Bad gateway</html>')).toBe(200);
    expect(await post(callbackUrl, SUCCESS)).toBe(200);
    expect(itemsOf(await world().ended(started), 'Uploads')).toMatchObject([
      { json: { state: 'succeeded' } },
    ]);
    expect(await post(callbackUrl, SUCCESS)).toBe(409);
    expect(await world().n8n.stored()).not.toContain(new URL(callbackUrl).searchParams.get('token'));
  });

  it('a forged event of the connector is refused, an old one too, and the true one is taken', async () => {
    const ozonetelConnectorApi = await world().n8n.createCredential('ozonetelConnectorApi', {
      baseUrl: connector.url,
      apiKey: CONNECTOR_KEY,
    });
    const started = await world().run({
      parameters: waiting('connector', 'Diwali'),
      items: [ASHA],
      credentials: { ozonetelConnectorApi },
    });
    const { notifyUrl = '', notifySecret = '' } = connector.uploads.at(-1)!.request;
    const type = 'upload.succeeded';
    const data = createUpload({ campaignName: 'Diwali', action: 'start', state: 'succeeded' });
    const other = `whsec_${Buffer.alloc(32).toString('base64')}`;
    const statusOf = async (secret: string, sentAtMs = Date.now()): Promise<number> =>
      (await deliver(notifyUrl, secret, { type, data, sentAtMs })).status;
    expect(await statusOf(other)).toBe(401);
    expect(await statusOf(notifySecret, Date.now() - 3_600_000)).toBe(401);
    expect(await world().n8n.executions(started.workflowId)).toMatchObject([{ status: 'waiting' }]);
    expect(await statusOf(notifySecret)).toBe(200);
    expect(itemsOf(await world().ended(started), 'Uploads')).toMatchObject([
      { json: { state: 'succeeded' } },
    ]);
    expect(await statusOf(notifySecret)).toBe(409);
    expect(await world().n8n.stored()).not.toContain(notifySecret);
  });

  it('a workflow that sleeps is woken after a restart of n8n, directly and through the connector', async () => {
    const ozonetelApi = await world().n8n.createCredential('ozonetelApi', {
      ...ACCOUNT,
      uploadUrl: vendor.url,
    });
    const direct = await world().run({
      parameters: waiting('direct', 'Diwali'),
      items: [ASHA],
      credentials: { ozonetelApi },
    });
    const ozonetelConnectorApi = await world().n8n.createCredential('ozonetelConnectorApi', {
      baseUrl: connector.url,
      apiKey: CONNECTOR_KEY,
    });
    const through = await world().run({
      parameters: waiting('connector', 'Diwali'),
      items: [ASHA],
      credentials: { ozonetelConnectorApi },
    });
    await world().n8n.restart();
    expect(await post(vendor.callbackUrls.at(-1) ?? '', SUCCESS)).toBe(200);
    const { notifyUrl = '', notifySecret = '' } = connector.uploads.at(-1)?.request ?? {};
    const data = createUpload({ campaignName: 'Diwali', action: 'start', state: 'succeeded' });
    const { status } = await deliver(notifyUrl, notifySecret, { type: 'upload.succeeded', data });
    expect(status).toBe(200);
    for (const started of [direct, through]) {
      expect(itemsOf(await world().ended(started), 'Uploads')).toMatchObject([
        { json: { state: 'succeeded', campaignName: 'Diwali' } },
      ]);
    }
  });
}
