import { createServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import { FormData } from 'undici';
import { DATABASE_KINDS } from '../harness/databases';
import { CONTACTS, openScene, type Scene } from '../harness/scene';
import { PROCESSING, refusal, UPLOADED, type VendorReply } from '../harness/vendor';

const INTERVAL_MS = 300;
const account = (username: string) => ({ username, apiKey: `vendor-key-of-${username}` });

/** A reply that the test lets go. */
function holdReply(): { reply: Promise<VendorReply>; release(reply?: VendorReply): void } {
  let release: (reply: VendorReply) => void = () => undefined;
  const reply = new Promise<VendorReply>((resolve) => (release = resolve));
  return { reply, release: (given = PROCESSING) => release(given) };
}

describe.each(DATABASE_KINDS)('the slot, on %s', (kind) => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await openScene(kind, { env: { ACCOUNT_INTERVAL_MS: String(INTERVAL_MS) } });
  });
  afterAll(() => scene.close());

  it('is measured from the end of one send to the start of the next, and other accounts have their own', async () => {
    const first = holdReply();
    scene.vendor.respond = ({ fields }) => (fields['campaignName'] === 'Held' ? first.reply : PROCESSING);
    const held = await scene.send({ account: account('slow'), campaignName: 'Held' });
    const second = await scene.connector.upload(
      scene.order({ account: account('slow'), campaignName: 'Next' }),
    );
    // Another account is not held up, though this one is sending.
    await scene.send({ account: account('other'), campaignName: 'Next' });
    expect((await scene.connector.until(second.id, 'waiting')).state).toBe('waiting');

    const released = Date.now();
    first.release();
    await scene.connector.until(held.upload.id, 'processing');
    const waiting = (await scene.connector.call('GET', `/v1/uploads/${second.id}`)).json as Upload;
    await scene.connector.until(second.id, 'processing');
    const sent = scene.vendor.requests.find(
      ({ fields }) => fields['campaignName'] === 'Next' && fields['username'] === 'slow',
    );
    expect(sent!.at - released).toBeGreaterThanOrEqual(INTERVAL_MS);
    expect(Date.parse(waiting.notBefore!) - released).toBeGreaterThanOrEqual(INTERVAL_MS);
    expect(sent!.at - Date.parse(waiting.notBefore!)).toBeGreaterThanOrEqual(-1);
  });

  it('is taken by refused and broken sends too', async () => {
    const replies = [refusal('Campaign not found'), 'cut' as const, PROCESSING];
    const before = scene.vendor.requests.length;
    scene.vendor.respond = (_, index) => replies[index - before] ?? PROCESSING;
    for (const campaignName of ['One', 'Two', 'Three'])
      await scene.connector.upload(scene.order({ account: account('unlucky'), campaignName }));
    const sent = (await scene.vendor.until(before + 3)).slice(before).map(({ at }) => at);
    expect(sent[1]! - sent[0]!).toBeGreaterThanOrEqual(INTERVAL_MS);
    expect(sent[2]! - sent[1]!).toBeGreaterThanOrEqual(INTERVAL_MS);
  });

  it('outlasts a restart', async () => {
    scene.vendor.respond = () => PROCESSING;
    const first = await scene.send({ account: account('restarted') });
    await scene.connector.until(first.upload.id, 'processing');
    const ended = Date.now();
    await scene.stop();
    await scene.start({ ACCOUNT_INTERVAL_MS: String(INTERVAL_MS) });
    const next = await scene.send({ account: account('restarted'), campaignName: 'Next' });
    expect(next.request.at - ended).toBeGreaterThanOrEqual(INTERVAL_MS - 50);
  });
});

describe('the slot, when the clock is set back', () => {
  it('keeps the interval, and comes', async () => {
    let offset = 0;
    const clock = () => Date.now() + offset;
    const scene = await openScene('sqlite', { env: { ACCOUNT_INTERVAL_MS: '400' }, clock });
    try {
      const first = await scene.send({ account: account('traveller') });
      await scene.connector.until(first.upload.id, 'processing');
      const ended = Date.now();
      const waiting = await scene.connector.upload(
        scene.order({ account: account('traveller'), campaignName: 'Waiting' }),
      );
      await scene.connector.until(waiting.id, 'waiting');
      offset = -3_600_000;
      // Any work at all lets the engine see the clock.
      await scene.send({ account: account('bystander') });
      const sent = await scene.vendor.until(3);
      expect(sent[2]!.fields['campaignName']).toBe('Waiting');
      expect(sent[2]!.at - ended).toBeGreaterThanOrEqual(395);
    } finally {
      await scene.close();
    }
  });
});

describe.each(DATABASE_KINDS)('sending, on %s', (kind) => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await openScene(kind);
  });
  afterAll(() => scene.close());
  beforeEach(() => {
    scene.vendor.respond = () => PROCESSING;
  });

  const get = async (id: string) => (await scene.connector.call('GET', `/v1/uploads/${id}`)).json as Upload;
  const sentTo = (username: string) =>
    scene.vendor.requests.filter(({ fields }) => fields['username'] === username);

  it('says sending while it sends, and has one open upload a campaign; a freed campaign wakes the next at once', async () => {
    const held = holdReply();
    scene.vendor.respond = () => held.reply;
    const first = await scene.send({ account: account('one') });
    expect(await get(first.upload.id)).toMatchObject({ state: 'sending' });
    held.release();
    await scene.connector.until(first.upload.id, 'processing');
    const second = await scene.connector.upload(scene.order({ account: account('one') }));
    const third = await scene.connector.upload(scene.order({ account: account('one') }));
    // Another campaign of the account goes ahead.
    await scene.send({ account: account('one'), campaignName: 'Holi' });
    expect(await get(second.id)).toMatchObject({ state: 'waiting' });

    const freed = Date.now();
    await first.request.callBack(UPLOADED);
    await scene.connector.until(second.id, 'processing');
    expect(Date.now() - freed).toBeLessThan(1_000);
    expect(await get(third.id)).toMatchObject({ state: 'waiting' });
    await sentTo('one')[2]!.callBack({ status: 'error', message: 'Data upload failed' });
    await scene.connector.until(third.id, 'processing');
    expect(sentTo('one')).toHaveLength(4);
  });

  it('of one account is not waited for by others', async () => {
    const held = holdReply();
    scene.vendor.respond = ({ fields }) => (fields['username'] === 'silent' ? held.reply : PROCESSING);
    const silent = await scene.send({ account: account('silent') });
    const begun = Date.now();
    for (let count = 0; count < 6; count += 1) {
      const { upload } = await scene.send();
      await scene.connector.until(upload.id, 'processing');
    }
    // Less than polling would take, which comes round every two seconds.
    expect(Date.now() - begun).toBeLessThan(6 * 1_000);
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
        await scene.connector.upload(scene.order({ account: account('fair'), campaignName, contacts })),
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
    const order = sentTo('fair').slice(1);
    const inOrder = (name: string) =>
      order.filter(({ fields }) => fields['campaignName'] === name).map(({ file }) => file);
    expect(inOrder('A')).toEqual([...inOrder('A')].sort());
    expect(order.slice(0, 3).map(({ fields }) => fields['campaignName'])).toEqual(['A', 'B', 'C']);
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
      const upload = await scene.connector.upload(scene.order());
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
      const upload = await scene.connector.upload(scene.order());
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

  it('is given up where the host is never found, and says that nothing was sent', async () => {
    await scene.stop();
    await scene.start({ OZONETEL_UPLOAD_URL: 'http://nowhere.invalid/upload' });
    try {
      const upload = await scene.connector.upload(scene.order());
      const { outcome } = await scene.connector.until(upload.id, 'rejected');
      expect(outcome).toMatchObject({ code: 'connection_lost', source: 'transport' });
      expect(outcome?.message).toMatch(/could not be reached in 30 tries.*nothing was sent/);
    } finally {
      await scene.stop();
      await scene.start();
    }
  });

  describe('a stop', () => {
    const stop = (username: string, campaignName = 'Diwali') =>
      scene.order({ account: account(username), action: 'stop', campaignName });

    it('carries a header and no contact, waits for no open upload, and its reply is its outcome', async () => {
      const open = await scene.send({ account: account('stop-a') });
      await scene.connector.until(open.upload.id, 'processing');
      const accepted = await scene.connector.upload(stop('stop-a'));
      const stopped = await scene.connector.until(accepted.id, 'succeeded');
      expect(stopped.outcome).toMatchObject({ code: 'stopped', source: 'reply', status: 'success' });
      const request = sentTo('stop-a')[1]!;
      expect(request.fields['action']).toBe('stop');
      expect(request.file).toBe('PhoneNumber\n');
      // The word about the empty file is expected, and the upload beside it has its own callback.
      const message = 'Uploaded xlsx File Should Not Be Empty';
      expect(await request.callBack({ status: 'error', message })).toBe(200);
      expect(await get(accepted.id)).toEqual(stopped);
      await open.request.callBack(UPLOADED);
      await scene.connector.until(open.upload.id, 'succeeded');
    });

    it('goes to the head of the queue and cancels the starts that were not sent', async () => {
      const held = holdReply();
      scene.vendor.respond = ({ fields }) => (fields['campaignName'] === 'Held' ? held.reply : PROCESSING);
      await scene.send({ account: account('stop-b'), campaignName: 'Held' });
      const add = (change: object) =>
        scene.connector.upload(scene.order({ account: account('stop-b'), ...change }));
      const start = await add({ action: 'start' });
      const plain = await add({});
      const elsewhere = await add({ action: 'start', campaignName: 'Holi' });
      const accepted = await scene.connector.upload(stop('stop-b'));
      const canceled = await scene.connector.until(start.id, 'canceled');
      expect(canceled.outcome).toMatchObject({ code: 'canceled' });
      expect(canceled.outcome?.message).toMatch(accepted.id);
      const later = await add({ action: 'start', campaignName: 'Pongal' });
      held.release();
      for (const { id } of [plain, elsewhere, later]) await scene.connector.until(id, 'processing');
      expect(sentTo('stop-b')[1]!.fields).toMatchObject({ action: 'stop', campaignName: 'Diwali' });
      expect(sentTo('stop-b')).toHaveLength(5);
    });

    it('takes back a start that is being refused for the limit while the stop comes in', async () => {
      const held = holdReply();
      scene.vendor.respond = ({ fields }) => (fields['action'] === 'start' ? held.reply : PROCESSING);
      const start = await scene.send({ account: account('stop-c'), action: 'start' });
      const accepted = await scene.connector.upload(stop('stop-c'));
      held.release(refusal('Request limit exhausted'));
      await scene.connector.until(accepted.id, 'succeeded');
      expect((await scene.connector.until(start.upload.id, 'canceled')).outcome?.message).toMatch(
        accepted.id,
      );
      expect(sentTo('stop-c').map(({ fields }) => fields['action'])).toEqual(['start', 'stop']);
    });

    it('that is answered with an empty file is never reported as stopped', async () => {
      scene.vendor.respond = () => refusal('Uploaded xlsx File Should Not Be Empty');
      const accepted = await scene.connector.upload(stop('stop-d'));
      const { outcome } = await scene.connector.until(accepted.id, 'unconfirmed');
      expect(outcome).toMatchObject({ code: 'file_empty', status: 'error', source: 'reply' });
      expect(outcome?.advice).toMatch(/look at it in CloudAgent/);
    });

    it.each([
      ['refused', refusal('Campaign not found'), 'rejected', 'campaign_not_found'],
      ['unreadable', { body: '<html>' }, 'unconfirmed', 'unrecognised'],
      ['cut', 'cut' as const, 'unconfirmed', 'connection_lost'],
    ] as const)('whose reply is %s says so', async (_, reply, state, code) => {
      scene.vendor.respond = () => reply;
      const accepted = await scene.connector.upload(stop(`stop-${code}`));
      const { outcome } = await scene.connector.until(accepted.id, state);
      expect(outcome).toMatchObject({ code });
      // Nobody is dialled by a stop.
      expect(outcome?.advice ?? '').not.toMatch('dialled');
    });

    it('waits for the next slot when the limit is exhausted', async () => {
      scene.vendor.respond = (_, index) =>
        index === before ? refusal('Request limit exhausted') : PROCESSING;
      const before = scene.vendor.requests.length;
      const accepted = await scene.connector.upload(stop('stop-e'));
      expect(await scene.connector.until(accepted.id, 'succeeded')).toMatchObject({
        outcome: { code: 'stopped' },
      });
    });
  });

  describe('a split', () => {
    const ROWS = 100_001;
    const file = `PhoneNumber\n${Array.from({ length: ROWS }, (_, index) => 9_000_000_000 + index).join('\n')}\n`;
    const uploadSplit = async (username: string, more: object = {}) => {
      const form = new FormData();
      const request = {
        account: account(username),
        campaignName: 'Big',
        action: 'start',
        split: true,
        ...more,
      };
      form.append('request', JSON.stringify(request));
      form.append('file', new Blob([file]), 'big.csv');
      return (await scene.connector.callMultipart(form)).json as Upload;
    };

    it('is refused where it was not asked for', async () => {
      const { id } = await uploadSplit('split-a', { split: false });
      const { outcome } = await scene.connector.until(id, 'rejected');
      expect(outcome).toMatchObject({ code: 'data_limit_exceeded', source: 'check' });
      expect(sentTo('split-a')).toHaveLength(0);
    });

    it('goes part after part, and only the last one starts the campaign', async () => {
      const { id } = await uploadSplit('split-b');
      for (let number = 1; number <= 3; number += 1) {
        await scene.connector.until(id, 'processing');
        expect(sentTo('split-b')).toHaveLength(number);
        const request = sentTo('split-b')[number - 1]!;
        expect(request.fields['action']).toBe(number === 3 ? 'start' : undefined);
        await request.callBack(UPLOADED);
        if (number === 3) break;
        const next = await get(id);
        expect(next).toMatchObject({ counts: { rows: ROWS, sent: number * 50_000 } });
        await scene.vendor.until(scene.vendor.requests.indexOf(request) + 2);
        await request.callBack({ status: 'error', message: 'Data upload failed' });
      }
      const upload = await scene.connector.until(id, 'succeeded');
      expect(upload.counts).toMatchObject({ rows: ROWS, valid: ROWS, sent: ROWS });
      expect(upload.parts).toMatchObject([
        {
          number: 1,
          firstRow: 1,
          lastRow: 50_000,
          state: 'succeeded',
          outcome: { conflict: 'Data upload failed' },
        },
        { number: 2, firstRow: 50_001, lastRow: 100_000, state: 'succeeded' },
        { number: 3, firstRow: 100_001, lastRow: 100_001, state: 'succeeded' },
      ]);
    });

    it('fails with a failed part, cancels the rest, and says what is in', async () => {
      const { id } = await uploadSplit('split-c');
      await scene.connector.until(id, 'processing');
      await sentTo('split-c')[0]!.callBack(UPLOADED);
      const before = scene.vendor.requests.length;
      await scene.vendor.until(Math.max(before, scene.vendor.requests.indexOf(sentTo('split-c')[0]!) + 2));
      await scene.connector.until(id, 'processing');
      await sentTo('split-c')[1]!.callBack({ status: 'error', message: 'Data upload failed' });
      const upload = await scene.connector.until(id, 'failed');
      expect(upload.parts?.map(({ state }) => state)).toEqual(['succeeded', 'failed', 'canceled']);
      expect(upload.counts).toMatchObject({ sent: 50_000 });
      expect(upload.outcome).toMatchObject({ code: 'upload_failed' });
      expect(upload.outcome?.message).toMatch(
        /Loaded: rows 1 to 50000\. Not loaded: rows 50001 to 100000, rows 100001/,
      );
      expect(sentTo('split-c')).toHaveLength(2);
    });

    it('fails with its first part, and says that nothing is in', async () => {
      const { id } = await uploadSplit('split-e');
      await scene.connector.until(id, 'processing');
      await sentTo('split-e')[0]!.callBack({ status: 'error', message: 'Data upload failed' });
      const upload = await scene.connector.until(id, 'failed');
      expect(upload.parts?.map(({ state }) => state)).toEqual(['failed', 'canceled', 'canceled']);
      expect(upload.counts).toMatchObject({ rows: ROWS, sent: 0 });
      expect(upload.outcome?.message).toMatch(
        /^Data upload failed\. No row is known to be loaded\. Not loaded: rows 1 to 50000, rows 50001/,
      );
    });

    it('is not gone on with after a stop of its campaign', async () => {
      const { id } = await uploadSplit('split-d');
      await scene.connector.until(id, 'processing');
      const { id: stopId } = await scene.connector.upload(
        scene.order({ account: account('split-d'), action: 'stop', campaignName: 'Big' }),
      );
      await scene.connector.until(stopId, 'succeeded');
      await sentTo('split-d')[0]!.callBack(UPLOADED);
      const upload = await scene.connector.until(id, 'failed');
      expect(upload.parts?.map(({ state }) => state)).toEqual(['succeeded', 'canceled', 'canceled']);
      expect(upload.outcome).toMatchObject({ code: 'canceled' });
      expect(upload.outcome?.message).toMatch(/Loaded: rows 1 to 50000/);
    });
  });

  it('of a dry run does not happen', async () => {
    const accepted = await scene.connector.upload(scene.order({ account: account('dry'), dryRun: true }));
    const upload = await scene.connector.until(accepted.id, 'succeeded');
    expect(upload).toMatchObject({
      dryRun: true,
      counts: { rows: 1, sent: 0 },
      outcome: { code: 'checked', source: 'check' },
    });
    expect(sentTo('dry')).toHaveLength(0);
  });

  describe('a cancellation', () => {
    const cancel = (id: string) => scene.connector.call('POST', `/v1/uploads/${id}/cancel`);

    it('ends an upload that waits, tells who listens, and nothing is sent', async () => {
      const open = await scene.send({ account: account('cancel-a') });
      await scene.connector.until(open.upload.id, 'processing');
      const notifyUrl = `${scene.receiver.url}/canceled`;
      const order = scene.order({ account: account('cancel-a'), contacts: CONTACTS, notifyUrl });
      const waiting = await scene.connector.upload(order);
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
      expect(sentTo('cancel-a')).toHaveLength(1);
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
        const { id } = await scene.connector.upload(scene.order({ account: account('cancel-b'), file }));
        await asked;
        expect(await get(id)).toMatchObject({ state: 'fetching' });
        expect((await cancel(id)).json).toMatchObject({ state: 'canceled' });
      } finally {
        server.close();
        server.closeAllConnections();
        await scene.stop();
        await scene.start();
      }
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
});
