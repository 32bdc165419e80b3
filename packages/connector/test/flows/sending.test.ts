import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import { DATABASE_KINDS } from '../harness/databases';
import { account, openScene, type Scene } from '../harness/scene';
import { holdReply, PROCESSING, UPLOADED } from '../harness/vendor';

describe.each(DATABASE_KINDS)('sending, on %s', (kind) => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await openScene(kind);
  });
  afterAll(() => scene.close());
  beforeEach(() => {
    scene.vendor.respond = () => PROCESSING;
  });

  it('says sending while it sends, and has one open upload a campaign; a freed campaign wakes the next', async () => {
    const held = holdReply();
    scene.vendor.respond = () => held.reply;
    const first = await scene.send({ account: account('one') });
    expect(await scene.get(first.upload.id)).toMatchObject({ state: 'sending' });
    held.release();
    await scene.connector.until(first.upload.id, 'processing');
    const second = await scene.connector.upload(scene.newRequest({ account: account('one') }));
    const third = await scene.connector.upload(scene.newRequest({ account: account('one') }));
    // Another campaign of the account goes ahead.
    await scene.send({ account: account('one'), campaignName: 'Holi' });
    await scene.connector.until(second.id, 'waiting');

    await first.request.callBack(UPLOADED);
    await scene.connector.until(second.id, 'processing');
    await scene.connector.until(third.id, 'waiting');
    await scene.sentTo('one')[2]!.callBack({ status: 'error', message: 'Data upload failed' });
    await scene.connector.until(third.id, 'processing');
    expect(scene.sentTo('one')).toHaveLength(4);
  });

  it('of one account is not waited for by others', async () => {
    const held = holdReply();
    scene.vendor.respond = ({ fields }) => (fields['username'] === 'silent' ? held.reply : PROCESSING);
    const silent = await scene.send({ account: account('silent') });
    for (let count = 0; count < 6; count += 1) {
      const { upload } = await scene.send();
      await scene.connector.until(upload.id, 'processing');
    }
    expect(await scene.get(silent.upload.id)).toMatchObject({ state: 'sending' });
    held.release();
    await scene.connector.until(silent.upload.id, 'processing');
  });

  it('is first come, first served within a campaign, and in turns between campaigns', async () => {
    const held = holdReply();
    scene.vendor.respond = (_, index) => (index === before ? held.reply : PROCESSING);
    const before = scene.vendor.requests.length;
    await scene.send({ account: account('fair'), campaignName: 'First' });
    const names = ['A', 'A', 'A', 'B', 'B', 'C'];
    const uploads: Upload[] = [];
    for (const [index, campaignName] of names.entries()) {
      const contacts = [{ PhoneNumber: `98765000${index}0` }];
      uploads.push(
        await scene.connector.upload(scene.newRequest({ account: account('fair'), campaignName, contacts })),
      );
      await scene.connector.until(uploads[index]!.id, 'waiting');
    }
    held.release();
    // Each campaign is free again as soon as its upload is in.
    for (let sent = 1; sent <= names.length; sent += 1) {
      const request = (await scene.vendor.until(before + sent + 1))[before + sent]!;
      await request.callBack(UPLOADED);
    }
    await Promise.all(uploads.map(({ id }) => scene.connector.until(id, 'succeeded')));
    const sent = scene.sentTo('fair').slice(1);
    const inOrder = (name: string) =>
      sent.filter(({ fields }) => fields['campaignName'] === name).map(({ file }) => file);
    expect(inOrder('A')).toEqual([...inOrder('A')].sort());
    expect(sent.slice(0, 3).map(({ fields }) => fields['campaignName'])).toEqual(['A', 'B', 'C']);
  });

  it('of a campaign that has waited goes before campaigns that came later', async () => {
    const held = holdReply();
    scene.vendor.respond = ({ fields }) => (fields['campaignName'] === 'Held' ? held.reply : PROCESSING);
    const earlier = await scene.send({ account: account('crowded'), campaignName: 'Nightly' });
    await earlier.request.callBack(UPLOADED);
    await scene.connector.until(earlier.upload.id, 'succeeded');
    await scene.send({ account: account('crowded'), campaignName: 'Held' });
    for (const campaignName of ['Nightly', 'New 1', 'New 2']) {
      const { id } = await scene.connector.upload(
        scene.newRequest({ account: account('crowded'), campaignName }),
      );
      await scene.connector.until(id, 'waiting');
    }
    held.release();
    const before = scene.vendor.requests.length;
    await scene.vendor.until(before + 3);
    const sent = scene.sentTo('crowded').map(({ fields }) => fields['campaignName']);
    expect(sent).toEqual(['Nightly', 'Held', 'Nightly', 'New 1', 'New 2']);
  });

  it('is tried again where the connection is refused, and nothing was sent then', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    await scene.stop();
    await scene.start({ OZONETEL_UPLOAD_URL: `http://127.0.0.1:${port}/upload`, ACCOUNT_INTERVAL_MS: '30' });
    try {
      const upload = await scene.connector.upload(scene.newRequest());
      const waiting = await scene.connector.until(upload.id, 'waiting');
      expect(waiting.outcome).toBeUndefined();
      const revived = createServer((_, response) => response.end(JSON.stringify(PROCESSING.body)));
      revived.listen(port, '127.0.0.1');
      await once(revived, 'listening');
      await scene.connector.until(upload.id, 'processing');
      revived.close();
      revived.closeAllConnections();
    } finally {
      await scene.stop();
      await scene.start();
    }
  });

  it('asks for a connection of HTTP/1.1, whose requests are nobody else to send again', async () => {
    const server = createTcpServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await scene.stop();
    await scene.start({ OZONETEL_UPLOAD_URL: `https://127.0.0.1:${port}/upload`, ACCOUNT_INTERVAL_MS: '50' });
    try {
      const connected = once(server, 'connection') as Promise<[Socket]>;
      const upload = await scene.connector.upload(scene.newRequest());
      const [socket] = await connected;
      const [hello] = (await once(socket, 'data')) as [Buffer];
      expect(hello.includes('\x08http/1.1')).toBe(true);
      expect(hello.includes('\x02h2')).toBe(false);
      socket.destroy();
      // No byte of a request went over it.
      await scene.connector.until(upload.id, 'waiting');
    } finally {
      server.close();
      await scene.stop();
      await scene.start();
    }
  });

  it('is unconfirmed, and not repeated, where the reply is one informational response after another', async () => {
    let received = 0;
    const server = createServer((request, response) => {
      received += 1;
      request.resume().once('end', () => {
        response.socket?.write('HTTP/1.1 102 Processing\r\n\r\n'.repeat(21));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await scene.stop();
    await scene.start({ OZONETEL_UPLOAD_URL: `http://127.0.0.1:${port}/upload`, ACCOUNT_INTERVAL_MS: '30' });
    try {
      const upload = await scene.connector.upload(scene.newRequest());
      await scene.connector.until(upload.id, 'unconfirmed');
      expect(received).toBe(1);
    } finally {
      server.close();
      server.closeAllConnections();
      await scene.stop();
      await scene.start();
    }
  });

  it('is given up where the host is never found, and says that nothing was sent', async () => {
    await scene.stop();
    await scene.start({ OZONETEL_UPLOAD_URL: 'http://nowhere.invalid/upload' });
    try {
      const upload = await scene.connector.upload(scene.newRequest());
      const { outcome } = await scene.connector.until(upload.id, 'rejected');
      expect(outcome).toMatchObject({ code: 'connection_lost', source: 'transport' });
      expect(outcome?.message).toMatch(/could not be reached \(ENOTFOUND\).*attempt 30.*Nothing was sent/);
    } finally {
      await scene.stop();
      await scene.start();
    }
  });

  it('of a dry run does not happen', async () => {
    const accepted = await scene.connector.upload(
      scene.newRequest({ account: account('dry'), dryRun: true }),
    );
    const upload = await scene.connector.until(accepted.id, 'succeeded');
    expect(upload).toMatchObject({
      dryRun: true,
      counts: { rows: 1, sent: 0 },
      outcome: { code: 'checked', source: 'check' },
    });
    expect(scene.sentTo('dry')).toHaveLength(0);
  });
});
