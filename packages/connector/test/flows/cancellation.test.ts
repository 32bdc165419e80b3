import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { longWorkbook } from '../contact-file/workbook';
import { DATABASE_KINDS } from '../harness/databases';
import { formOf } from '../harness/problems';
import { account, CONTACTS, openScene, type Scene } from '../harness/scene';
import { holdReply, PROCESSING, refusal, UPLOADED } from '../harness/vendor';

/** A host that sends a line of its file every few milliseconds and never ends. */
async function startDrippingHost() {
  const server = createServer();
  let close: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => (close = resolve));
  const asked = new Promise<void>((resolve) =>
    server.on('request', (_request, response) => {
      response.write('PhoneNumber\n');
      const drip = setInterval(() => response.write('9876543210\n'), 5);
      response.once('close', () => {
        clearInterval(drip);
        close();
      });
      resolve();
    }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, closed, stop };
}

describe.each(DATABASE_KINDS)('a cancellation, on %s', (kind) => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await openScene(kind);
  });
  afterAll(() => scene.close());
  beforeEach(() => {
    scene.vendor.respond = () => PROCESSING;
  });

  const cancel = (id: string) => scene.connector.call('POST', `/v1/uploads/${id}/cancel`);

  it('ends an upload that waits, tells who listens, and nothing is sent', async () => {
    const open = await scene.send({ account: account('cancel-a') });
    await scene.connector.until(open.upload.id, 'processing');
    const notifyUrl = `${scene.receiver.url}/canceled-hook`;
    const requested = scene.newRequest({ account: account('cancel-a'), contacts: CONTACTS, notifyUrl });
    const waiting = await scene.connector.upload(requested);
    await scene.connector.until(waiting.id, 'waiting');
    const answer = await cancel(waiting.id);
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      state: 'canceled',
      outcome: { code: 'canceled', status: 'error' },
    });
    expect((await scene.receiver.until(1))[0]?.event).toMatchObject({
      type: 'upload.canceled',
      data: { id: waiting.id },
    });
    expect((await cancel(waiting.id)).status).toBe(200);
    await open.request.callBack(UPLOADED);
    await scene.connector.until(open.upload.id, 'succeeded');
    expect(scene.sentTo('cancel-a')).toHaveLength(1);
  });

  it('ends an upload whose file is being fetched', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await scene.stop();
    await scene.start({ FETCH_ALLOWED_HOSTS: '127.0.0.1' });
    try {
      const asked = once(server, 'request');
      const file = { url: `http://127.0.0.1:${port}/export-of-cancel-b.csv` };
      const { id } = await scene.connector.upload(scene.newRequest({ account: account('cancel-b'), file }));
      await asked;
      expect(await scene.get(id)).toMatchObject({ state: 'fetching' });
      expect((await cancel(id)).json).toMatchObject({ state: 'canceled' });
    } finally {
      server.close();
      server.closeAllConnections();
      await scene.stop();
      await scene.start();
    }
  });

  it('closes the connection of a download that is under way, and takes nothing more from it', async () => {
    const dripping = await startDrippingHost();
    await scene.stop();
    await scene.start({ FETCH_ALLOWED_HOSTS: '127.0.0.1' });
    try {
      const file = { url: `${dripping.url}/export.csv` };
      const { id } = await scene.connector.upload(
        scene.newRequest({ account: account('cancel-drip'), file }),
      );
      await dripping.asked;
      expect((await cancel(id)).json).toMatchObject({ state: 'canceled' });
      await dripping.closed;
    } finally {
      await dripping.stop();
      await scene.stop();
      await scene.start();
    }
  });

  it('frees the place of a check at once, so that the next file is checked', async () => {
    const slow = await longWorkbook();
    const ids = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        const request = { account: account(`cancel-check-${index}`), campaignName: 'Diwali' };
        return ((await scene.connector.callMultipart(formOf(request, slow))).json as { id: string }).id;
      }),
    );
    await scene.connector.until(ids[0]!, 'checking');
    await Promise.all(ids.map(cancel));
    const quick = await scene.connector.upload(scene.newRequest({ account: account('cancel-quick') }));
    await scene.connector.until(quick.id, 'processing');
    for (const id of ids) expect(await scene.get(id)).toMatchObject({ state: 'canceled' });
  });

  it.each([
    ['sending', undefined, 'sending'],
    ['processing', PROCESSING, 'processing'],
    ['unconfirmed', { body: '' }, 'unconfirmed'],
    ['rejected', refusal('Campaign not found'), 'rejected'],
  ] as const)('is refused when it is %s', async (name, reply, state) => {
    const held = holdReply();
    scene.vendor.respond = () => reply ?? held.reply;
    const { upload } = await scene.send({ account: account(`cancel-${name}`) });
    await scene.connector.until(upload.id, state);
    const answer = await cancel(upload.id);
    expect(answer.status).toBe(409);
    expect(answer.json).toMatchObject({ code: 'conflict', status: 409 });
    held.release();
    await scene.connector.until(upload.id, state === 'sending' ? 'processing' : state);
  });

  it('of what is not there is 404', async () => {
    expect((await cancel('upl_none')).status).toBe(404);
  });
});
