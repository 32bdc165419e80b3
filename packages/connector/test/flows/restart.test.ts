import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { UploadRequestInput } from '@ozonetel-bulk-upload/shared-types';
import { startConnectorProcess, type ConnectorProcess } from '../harness/connector-process';
import { DATABASE_KINDS, makeDatabase, type DatabaseKind } from '../harness/databases';
import { startReceiver, type Receiver } from '../harness/receiver';
import { CONTACTS, withDatabase } from '../harness/scene';
import { startVendor, UPLOADED, type Vendor, type VendorReply } from '../harness/vendor';

const ACCOUNT = { username: 'acme', apiKey: 'vendor-key-of-acme' };
const newRequest = (change: Partial<UploadRequestInput> = {}): UploadRequestInput => ({
  account: ACCOUNT,
  campaignName: 'Diwali',
  ...(change.file === undefined ? { contacts: CONTACTS } : {}),
  ...change,
});
const MANY_CONTACTS = Array.from({ length: 20_000 }, (_, index) => ({
  PhoneNumber: String(9_800_000_000 + index),
}));
const NEVER = new Promise<VendorReply>(() => undefined);

/** On Postgres others find out by time that a process is gone: as if it had passed. */
async function letTimePass(kind: DatabaseKind, url: string): Promise<void> {
  if (kind === 'sqlite') return;
  await withDatabase(url, async (db) => {
    await db.updateTable('send').set({ lease_until: 0 }).execute();
    await db.updateTable('upload').set({ updated_at: 0 }).execute();
    await db.updateTable('delivery').set({ lease_until: 0, next_attempt_at: 0 }).execute();
    await db.updateTable('send_slot').set({ next_free: 0 }).execute();
    await db.updateTable('job').set({ run_at: 0 }).execute();
  });
}

describe.each(DATABASE_KINDS)('killed and started again, on %s, the connector', (kind) => {
  let vendor: Vendor;
  let receiver: Receiver;
  let database: Awaited<ReturnType<typeof makeDatabase>>;
  let connector: ConnectorProcess;
  let fileServer: Server | undefined;

  const start = async () => {
    connector = await startConnectorProcess({
      DATABASE_URL: database.url,
      OZONETEL_UPLOAD_URL: vendor.url,
      FETCH_ALLOWED_HOSTS: '127.0.0.1',
      PUBLIC_URL: callbacksGoTo,
      RELAY_RETRY_SCHEDULE_MS: '0,50,100,200,500,1000,2000',
    });
  };
  /** The process gets another port after its end: callbacks go where a proxy would lead them. */
  let callbacksGoTo: string;
  let proxy: Server;

  beforeEach(async () => {
    vendor = await startVendor();
    receiver = await startReceiver();
    database = await makeDatabase(kind);
    proxy = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        void connector
          .call('POST', request.url ?? '', Buffer.concat(chunks).toString())
          .then(({ status }) => response.writeHead(status).end());
      });
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    callbacksGoTo = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    await start();
  });

  afterEach(async () => {
    await connector.stop();
    for (const server of [proxy, fileServer]) {
      server?.close();
      server?.closeAllConnections();
    }
    fileServer = undefined;
    await vendor.close();
    await receiver.close();
    await database.remove();
  });

  const restart = async () => {
    await connector.kill();
    await letTimePass(kind, database.url);
    await start();
  };
  const succeed = async (id: string, index = 0) => {
    const requests = await vendor.until(index + 1);
    await connector.until(id, 'processing');
    expect(await requests[index]!.callBack(UPLOADED)).toBe(200);
    return connector.until(id, 'succeeded');
  };

  it('goes on with what it had just accepted', async () => {
    // Its campaign has an open upload: it cannot be on its way to the vendor by the time that the process is killed.
    const first = await connector.upload(newRequest());
    await connector.until(first.id, 'processing');
    const { id } = await connector.upload(newRequest({ contacts: MANY_CONTACTS }));
    await restart();
    await succeed(first.id);
    await succeed(id, 1);
    expect(vendor.requests).toHaveLength(2);
  });

  it('goes on with a file that it was fetching', async () => {
    let asked = 0;
    fileServer = createServer((_, response) => {
      asked += 1;
      response.writeHead(200, { 'content-type': 'text/csv' }).write('PhoneNumber\n98765');
      if (asked > 1) response.end('43210\n');
    }).listen(0, '127.0.0.1');
    await once(fileServer, 'listening');
    const url = `http://127.0.0.1:${(fileServer.address() as AddressInfo).port}/export-with-a-long-name.csv`;
    const begun = once(fileServer, 'request');
    const { id } = await connector.upload(newRequest({ file: { url } }));
    await begun;
    expect((await connector.call('GET', `/v1/uploads/${id}`)).json).toMatchObject({ state: 'fetching' });
    await restart();
    await succeed(id);
    expect(vendor.requests[0]?.file).toBe('PhoneNumber\n9876543210\n');
  });

  it('sends what waited, in its order, and once', async () => {
    const first = await connector.upload(newRequest());
    await connector.until(first.id, 'processing');
    const second = await connector.upload(newRequest());
    await connector.until(second.id, 'waiting');
    await restart();
    await succeed(first.id);
    await succeed(second.id, 1);
    expect(vendor.requests).toHaveLength(2);
  });

  it('never sends again what it was sending: it is unconfirmed, until its callback', async () => {
    vendor.respond = () => NEVER;
    const { id } = await connector.upload(newRequest({ notifyUrl: `${receiver.url}/notify` }));
    await vendor.until(1);
    expect((await connector.call('GET', `/v1/uploads/${id}`)).json).toMatchObject({ state: 'sending' });
    await restart();
    const { outcome } = await connector.until(id, 'unconfirmed');
    expect(outcome).toMatchObject({ code: 'connection_lost', source: 'transport' });
    expect(await vendor.requests[0]!.callBack(UPLOADED)).toBe(200);
    await connector.until(id, 'succeeded');
    const events = await receiver.until(2);
    expect(events.map(({ event }) => event.type)).toEqual(['upload.unconfirmed', 'upload.succeeded']);
    expect(vendor.requests).toHaveLength(1);
  });

  it('knows the callback of what was processing', async () => {
    const { id } = await connector.upload(newRequest());
    await connector.until(id, 'processing');
    await restart();
    await succeed(id);
    expect(vendor.requests).toHaveLength(1);
  });

  it('delivers what it had not, under the same id', async () => {
    await receiver.close();
    const port = Number(new URL(receiver.url).port);
    receiver = await startReceiver(() => ({ status: 503 }), port);
    const { id } = await connector.upload(newRequest({ notifyUrl: `${receiver.url}/notify` }));
    await succeed(id);
    await receiver.until(1);
    await connector.kill();
    const [tried] = receiver.received;
    await receiver.close();
    receiver = await startReceiver(undefined, port);
    await letTimePass(kind, database.url);
    await start();
    const [event] = await receiver.until(1);
    expect(event?.headers['webhook-id']).toBe(tried?.headers['webhook-id']);
    expect(event?.body).toBe(tried?.body);
  });
});
