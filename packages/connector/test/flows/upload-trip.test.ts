import { startSimulator, type RunningSimulator } from '@ozonetel-bulk-upload/ozonetel-simulator';
import { Webhook } from 'standardwebhooks';
import { FormData } from 'undici';
import { startReceiver, type Receiver } from '../harness/receiver';
import { DATABASE_KINDS, makeDatabase } from '../harness/databases';
import { startTestConnector, type TestConnector } from '../harness/test-connector';

const ACCOUNT = { username: 'acme', apiKey: 'vendor-key-of-acme' };
const CSV = 'Mobile No,Name\n+91 98765 43210,Asha\n9876500000,Ravi\n';

describe.each(DATABASE_KINDS)('an upload, on %s', (kind) => {
  let database: Awaited<ReturnType<typeof makeDatabase>>;
  let simulator: RunningSimulator;
  let connector: TestConnector;
  let receiver: Receiver;

  beforeEach(async () => {
    simulator = await startSimulator({
      config: {
        accounts: [ACCOUNT],
        campaigns: [
          { name: 'Diwali', username: 'acme' },
          { name: 'Holi', username: 'acme', position: 'running' },
        ],
        intervalMs: 0,
        processingMs: 5,
      },
    });
    receiver = await startReceiver();
    database = await makeDatabase(kind);
    connector = await startTestConnector({
      DATABASE_URL: database.url,
      OZONETEL_UPLOAD_URL: simulator.uploadUrl,
    });
  });

  afterEach(async () => {
    await connector.stop();
    await receiver.close();
    await simulator.close();
    await database.remove();
  });

  const multipart = (request: object, content = CSV) => {
    const form = new FormData();
    form.append('request', JSON.stringify(request));
    form.append('file', new Blob([content]), 'contacts.csv');
    return form;
  };

  it('goes from the multipart part to the campaign, and its callback to the subscribers, signed', async () => {
    const subscription = await connector.call('POST', '/v1/subscriptions', { url: `${receiver.url}/hook` });
    expect(subscription.status).toBe(201);

    const accepted = await connector.callMultipart(
      multipart({
        account: ACCOUNT,
        campaignName: 'Diwali',
        action: 'start',
        columns: { 'Mobile No': 'PhoneNumber' },
      }),
    );
    expect(accepted.status).toBe(202);
    expect(accepted.headers['location']).toBe(`/v1/uploads/${accepted.json.id}`);

    const [delivered] = await receiver.until(1);
    const verified = new Webhook(String(subscription.json.secret)).verify(
      delivered!.body,
      delivered!.headers as Record<string, string>,
    );
    expect(verified).toMatchObject({
      type: 'upload.succeeded',
      data: {
        id: accepted.json.id,
        state: 'succeeded',
        counts: { rows: 2, valid: 2, invalid: 0, duplicates: 0, hidden: 0, sent: 2 },
        outcome: {
          status: 'success',
          code: 'uploaded',
          message: 'Data uploaded successfully',
          source: 'callback',
        },
      },
    });
    expect(simulator.campaigns.find('acme', 'Diwali')).toMatchObject({ position: 'running' });
  });

  it('takes contacts inline', async () => {
    const { id } = await connector.upload({
      account: ACCOUNT,
      campaignName: 'Diwali',
      contacts: [{ PhoneNumber: 919876543210, Name: 'Asha' }, { PhoneNumber: '9876500000' }],
    });
    expect(await connector.until(id, 'succeeded')).toMatchObject({ counts: { rows: 2, sent: 2 } });
  });

  it('is rejected with row and reason before the vendor hears of it, when a phone number is bad', async () => {
    const { id } = await connector.upload({
      account: ACCOUNT,
      campaignName: 'Diwali',
      contacts: [{ PhoneNumber: '9876543210' }, { PhoneNumber: '98765#43210' }],
    });
    const upload = await connector.until(id, 'rejected');
    expect(upload.outcome).toMatchObject({ code: 'invalid_phone_numbers', rows: [2], source: 'check' });
    expect(upload.problems).toMatchObject([{ row: 2, column: 'PhoneNumber', code: 'invalid_phone_number' }]);
    expect(simulator.requestLog.uploads()).toHaveLength(0);
  });

  it('stops a campaign, with the reply for its outcome', async () => {
    const { id } = await connector.upload({ account: ACCOUNT, campaignName: 'Holi', action: 'stop' });
    expect(await connector.until(id, 'succeeded')).toMatchObject({
      outcome: { code: 'stopped', source: 'reply' },
    });
    expect(simulator.campaigns.find('acme', 'Holi')).toMatchObject({ position: 'stopped' });
  });

  it('is rejected by the reply, with advice, when the campaign is running', async () => {
    const { id } = await connector.upload({
      account: ACCOUNT,
      campaignName: 'Holi',
      contacts: [{ PhoneNumber: '9876543210' }],
    });
    const upload = await connector.until(id, 'rejected');
    expect(upload.outcome).toMatchObject({
      code: 'campaign_running',
      message: 'Campaign is running',
      source: 'reply',
    });
    expect(upload.outcome?.advice).toMatch(/stop the campaign/i);
  });
});
