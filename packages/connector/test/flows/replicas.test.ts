import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import { makeDatabase } from '../harness/databases';
import { CONTACTS } from '../harness/scene';
import { startTestConnector, type TestConnector } from '../harness/test-connector';
import { PROCESSING, startVendor, UPLOADED, type Vendor } from '../harness/vendor';

const INTERVAL_MS = 250;

describe('two connectors over one Postgres', () => {
  let vendor: Vendor;
  let database: Awaited<ReturnType<typeof makeDatabase>>;
  let replicas: TestConnector[];

  beforeAll(async () => {
    vendor = await startVendor();
    database = await makeDatabase('postgres');
    const env = {
      DATABASE_URL: database.url,
      OZONETEL_UPLOAD_URL: vendor.url,
      ACCOUNT_INTERVAL_MS: String(INTERVAL_MS),
    };
    // Both find an empty database, and one of them makes the tables.
    replicas = await Promise.all([startTestConnector(env), startTestConnector(env)]);
  });
  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.stop()));
    await vendor.close();
    await database.remove();
  });
  beforeEach(() => {
    vendor.respond = () => PROCESSING;
  });

  const place = (turn: number, username: string, campaignName: string) =>
    replicas[turn % 2]!.upload({
      account: { username, apiKey: `vendor-key-of-${username}` },
      campaignName,
      contacts: CONTACTS,
    });
  const sentFor = (username: string) =>
    vendor.requests.filter(({ fields }) => fields['username'] === username);

  it('keep one pace for an account', async () => {
    const campaigns = Array.from({ length: 8 }, (_, index) => `Campaign ${index}`);
    await Promise.all(campaigns.map((name, turn) => place(turn, 'paced', name)));
    await vendor.until(campaigns.length);
    const times = sentFor('paced').map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - times[index]!);
    expect(gaps).toHaveLength(campaigns.length - 1);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(INTERVAL_MS);
  });

  it('have one open upload in a campaign; each hears of what the other did', async () => {
    const before = vendor.requests.length;
    const uploads: Upload[] = [];
    for (let turn = 0; turn < 4; turn += 1) uploads.push(await place(turn, 'open', 'Diwali'));
    for (let sent = 1; sent <= uploads.length; sent += 1) {
      await vendor.until(before + sent);
      expect(sentFor('open')).toHaveLength(sent);
      // Each request names its own sender: callbacks come to both in turn.
      await sentFor('open').at(-1)!.callBack(UPLOADED);
    }
    for (const [turn, { id }] of uploads.entries()) await replicas[(turn + 1) % 2]!.until(id, 'succeeded');
  });
});
