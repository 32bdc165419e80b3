import { startPostgresServer, type PostgresServer } from '../harness/postgres-server';
import { request as fetchOnce } from 'undici';
import { holdUpload } from '../harness/held-upload';
import { CONTACTS, withDatabase } from '../harness/scene';
import { API_KEY, startTestConnector, type TestConnector } from '../harness/test-connector';
import { PROCESSING, refusal, startVendor, UPLOADED, type Vendor, type VendorReply } from '../harness/vendor';

/** What Ozonetel says it says once: it must outlast a database that is started again. */
describe('while Postgres is away for a moment', () => {
  let postgres: PostgresServer;
  let vendor: Vendor;
  let connector: TestConnector;

  beforeAll(async () => {
    postgres = await startPostgresServer();
    vendor = await startVendor();
    connector = await startTestConnector({
      DATABASE_URL: await postgres.database('connector'),
      OZONETEL_UPLOAD_URL: vendor.url,
      REQUEST_TIMEOUT_MS: '15000',
    });
  });
  afterAll(async () => {
    await connector.stop();
    await vendor.close();
    await postgres.stop();
  });

  const upload = async (username: string) => {
    const account = { username, apiKey: `vendor-key-of-${username}` };
    const sent = vendor.until(vendor.requests.length + 1);
    const { id } = await connector.upload({ account, campaignName: 'Diwali', contacts: CONTACTS });
    const requests = await sent;
    return { id, request: requests.at(-1)! };
  };

  it('a callback is held and counts', async () => {
    vendor.respond = () => PROCESSING;
    const { id, request } = await upload('called-back');
    await connector.until(id, 'processing');
    await postgres.kill();
    const answered = request.callBack(UPLOADED);
    await postgres.start();
    expect(await answered).toBe(200);
    expect((await connector.until(id, 'succeeded')).outcome).toMatchObject({ source: 'callback' });
  });

  it('a reply is held and counts', async () => {
    let answer: (reply: VendorReply) => void = () => undefined;
    vendor.respond = () => new Promise((resolve) => (answer = resolve));
    const { id } = await upload('replied');
    await postgres.kill();
    answer(refusal('Campaign not found'));
    await postgres.start();
    expect((await connector.until(id, 'rejected', 'unconfirmed')).outcome).toMatchObject({
      code: 'campaign_not_found',
      source: 'reply',
    });
  });

  it('a large file that is on its way is refused with 503', async () => {
    const account = { username: 'on-its-way', apiKey: 'vendor-key' };
    const held = holdUpload(connector.url, '/v1/uploads', { account, campaignName: 'Diwali' });
    await held.send(3 * 1024 * 1024);
    await postgres.kill();
    await held.send(3 * 1024 * 1024);
    expect(await held.answer).toMatchObject({ status: 503, json: { code: 'unavailable' } });
    held.leave();
    await postgres.start();
    vendor.respond = () => PROCESSING;
    await connector.until((await upload('after')).id, 'processing');
  });

  it('a large file is refused once it has taken too long because Postgres stands still', async () => {
    const account = { username: 'stands-still', apiKey: 'vendor-key' };
    const held = holdUpload(connector.url, '/v1/uploads', { account, campaignName: 'Diwali' });
    await held.send(1024 * 1024);
    await postgres.freeze();
    void held.send(8 * 1024 * 1024);
    expect(await held.answer).toMatchObject({ status: 408, json: { code: 'request_timeout' } });
    held.leave();
    await postgres.thaw();
    vendor.respond = () => PROCESSING;
    await connector.until((await upload('thawed')).id, 'processing');
  });

  it('a download of rejected rows is cut off, and the connector goes on', async () => {
    vendor.respond = () => PROCESSING;
    const { id } = await upload('downloaded');
    await connector.until(id, 'processing');
    const chunks = 64;
    const bytes = Buffer.alloc(512 * 1024, 'row\r\n');
    await withDatabase(connector.databaseUrl, async (db) => {
      const file = {
        id: 'file_rejected',
        upload_id: id,
        kind: 'rejected' as const,
        created_at: 0,
        key_sealed: null,
      };
      await db
        .insertInto('file')
        .values({ ...file, bytes: chunks * bytes.length })
        .execute();
      for (let seq = 0; seq < chunks; seq += 1)
        await db.insertInto('file_chunk').values({ file_id: file.id, seq, bytes }).execute();
    });
    const answer = await fetchOnce(`${connector.url}/v1/uploads/${id}/rejected.csv`, {
      headers: { authorization: `Bearer ${API_KEY}` },
    });
    expect(answer.statusCode).toBe(200);
    await postgres.kill();
    await expect(answer.body.text()).rejects.toThrow();
    await postgres.start();
    expect(await connector.call('GET', '/readyz')).toMatchObject({ status: 200 });
    const whole = await connector.call('GET', `/v1/uploads/${id}/rejected.csv`);
    expect(whole.text).toHaveLength(chunks * bytes.length);
  });
});
