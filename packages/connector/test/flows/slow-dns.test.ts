import type { LookupFunction } from 'node:net';
import { makeDatabase } from '../harness/databases';
import { startTestConnector } from '../harness/test-connector';
import { startVendor, UPLOADED } from '../harness/vendor';

/** As many as libuv lets look names up, of the threads that the program asks for. */
const THREADS = 16;

/** The system's resolver: a name below slow.test takes a thread forever, and others wait for a free one. */
function createThreads() {
  const stuck = new Set<string>();
  const lookup: LookupFunction = (hostname, _options, callback) => {
    if (stuck.size >= THREADS) return;
    if (hostname.endsWith('.slow.test')) stuck.add(hostname);
    else callback(null, [{ address: '127.0.0.1', family: 4 }]);
  };
  return { stuck, lookup };
}

it('40 receivers and some file hosts with slow DNS do not delay a send', async () => {
  const threads = createThreads();
  const vendor = await startVendor();
  const database = await makeDatabase('sqlite');
  const connector = await startTestConnector(
    {
      DATABASE_URL: database.url,
      OZONETEL_UPLOAD_URL: vendor.url.replace('127.0.0.1', 'vendor.test'),
      RELAY_RETRY_SCHEDULE_MS: '0,600000',
    },
    { lookup: threads.lookup },
  );
  try {
    for (let index = 0; index < 40; index += 1) {
      await connector.call('POST', '/v1/subscriptions', { url: `http://hook-${index}.slow.test/` });
    }
    const newRequest = (username: string) => ({
      account: { username, apiKey: 'vendor-key' },
      campaignName: 'Diwali',
    });
    const contacts = [{ PhoneNumber: '+91 98765 43210' }];
    const first = await connector.upload({ ...newRequest('first'), contacts });
    const [request] = await vendor.until(1);
    await request!.callBack(UPLOADED);
    await connector.until(first.id, 'succeeded');
    for (let index = 0; index < 6; index += 1) {
      await connector.upload({ ...newRequest('files'), file: { url: `http://file-${index}.slow.test/` } });
    }
    const begun = Date.now();
    const second = await connector.upload({ ...newRequest('second'), contacts });
    await connector.until(second.id, 'processing');
    expect(Date.now() - begun).toBeLessThan(5_000);
    expect(threads.stuck.size).toBeGreaterThan(0);
    expect(threads.stuck.size).toBeLessThanOrEqual(8);
  } finally {
    await connector.stop();
    await vendor.close();
    await database.remove();
  }
});
