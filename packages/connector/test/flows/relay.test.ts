import { uploadEventSchema, type Delivery } from '@ozonetel-bulk-upload/shared-types';
import { Webhook } from 'standardwebhooks';
import { DATABASE_KINDS } from '../harness/databases';
import { startReceiver, type ReceivedEvent, type Receiver, type Respond } from '../harness/receiver';
import { openScene, withDatabase, type Scene } from '../harness/scene';
import { PROCESSING, UPLOADED } from '../harness/vendor';

const SECRET = `whsec_${Buffer.from('a secret of the tests, 32 bytes.').toString('base64')}`;
const OTHER_SECRET = `whsec_${Buffer.from('another secret of 32 bytes, yes.').toString('base64')}`;
const TRIES = 5;
const FAILED = { status: 'error', message: 'Data upload failed' };

type Headers = Record<string, string>;
const verify = (secret: string, { body, headers }: ReceivedEvent) =>
  uploadEventSchema.parse(new Webhook(secret).verify(body, headers as Headers));

describe.each(DATABASE_KINDS)('the relay, on %s', (kind) => {
  let scene: Scene;
  let receiver: Receiver;
  /** What the receiver of a test answers. */
  let respond: Respond;

  beforeAll(async () => {
    scene = await openScene(kind, { env: { RELAY_RETRY_SCHEDULE_MS: '0,20,30,40,50' } });
  });
  afterAll(() => scene.close());
  beforeEach(async () => {
    respond = () => ({ status: 200 });
    receiver = await startReceiver((event, index) => respond(event, index));
    scene.vendor.respond = () => PROCESSING;
  });
  afterEach(async () => {
    const { items } = (await scene.connector.call('GET', '/v1/subscriptions')).json as {
      items: { id: string }[];
    };
    for (const { id } of items) await scene.connector.call('DELETE', `/v1/subscriptions/${id}`);
    await receiver.close();
  });

  const subscribe = (body: object = {}) =>
    scene.connector.call('POST', '/v1/subscriptions', { url: `${receiver.url}/hook`, ...body });
  const finish = async (change: Parameters<Scene['send']>[0] = {}, callback: object = UPLOADED) => {
    const { upload, request } = await scene.send(change);
    await request.callBack(callback);
    return scene.connector.until(upload.id, 'succeeded', 'failed');
  };
  const deliveriesOf = async (uploadId: string, query = '') => {
    const { json } = await scene.connector.call('GET', `/v1/deliveries?limit=200${query}`);
    return (json.items as Delivery[]).filter((delivery) => delivery.uploadId === uploadId);
  };
  const untilState = async (uploadId: string, state: Delivery['state']) => {
    for (;;) {
      const [delivery] = await deliveriesOf(uploadId);
      if (delivery?.state === state) return delivery;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  describe('a subscription', () => {
    it('is registered once for a url and filter, with a secret that is shown once', async () => {
      const first = await subscribe({ events: ['upload.failed', 'upload.succeeded'] });
      expect(first.status).toBe(201);
      expect(first.headers['location']).toBe(`/v1/subscriptions/${first.json.id}`);
      expect(first.json.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
      const again = await subscribe({ events: ['upload.succeeded', 'upload.failed'] });
      expect(again).toMatchObject({ status: 200, json: { id: first.json.id } });
      expect(again.json).not.toHaveProperty('secret');
      const other = await subscribe({ campaignName: 'Diwali' });
      expect(other.status).toBe(201);
      const { json } = await scene.connector.call('GET', '/v1/subscriptions');
      expect(json.items).toMatchObject([
        { id: first.json.id },
        { id: other.json.id, campaignName: 'Diwali' },
      ]);
      expect(JSON.stringify(json)).not.toMatch('whsec_');
      expect((await scene.connector.call('GET', `/v1/subscriptions/${first.json.id}`)).json).toMatchObject({
        url: `${receiver.url}/hook`,
      });
    });

    it('at the same time many times is one', async () => {
      const answers = await Promise.all(Array.from({ length: 6 }, () => subscribe({ secret: SECRET })));
      expect(new Set(answers.map(({ json }) => json.id as string)).size).toBe(1);
    });

    it('takes the secret that is brought, and another in its place later', async () => {
      const first = await subscribe({ secret: SECRET });
      expect(first).toMatchObject({ status: 201, json: { secret: SECRET } });
      await finish();
      const [event] = await receiver.until(1);
      expect(verify(SECRET, event!).type).toBe('upload.succeeded');
      expect(await subscribe({ secret: OTHER_SECRET })).toMatchObject({
        status: 200,
        json: { id: first.json.id, secret: OTHER_SECRET },
      });
      await finish();
      const events = await receiver.until(2);
      expect(() => verify(SECRET, events[1]!)).toThrow();
      expect(verify(OTHER_SECRET, events[1]!).type).toBe('upload.succeeded');
    });

    it('hears only of its events, campaign and user', async () => {
      const at = (path: string, filter: object) => subscribe({ url: `${receiver.url}/${path}`, ...filter });
      await at('all', {});
      await at('failures', { events: ['upload.failed'] });
      await at('holi', { campaignName: 'Holi' });
      const sent = await scene.send({ campaignName: 'Holi' });
      await at('user', { username: sent.request.fields['username'] });
      await sent.request.callBack(UPLOADED);
      await finish({}, FAILED);
      const events = await receiver.until(5);
      const seen = events.map(({ path, event }) => `${path} ${event.data.campaignName} ${event.type}`);
      expect(seen.sort()).toEqual([
        '/all Diwali upload.failed',
        '/all Holi upload.succeeded',
        '/failures Diwali upload.failed',
        '/holi Holi upload.succeeded',
        '/user Holi upload.succeeded',
      ]);
    });

    it('that was deleted hears no more', async () => {
      const { json } = await subscribe();
      expect((await scene.connector.call('DELETE', `/v1/subscriptions/${json.id}`)).status).toBe(204);
      expect((await scene.connector.call('DELETE', `/v1/subscriptions/${json.id}`)).status).toBe(404);
      const upload = await finish();
      expect(await deliveriesOf(upload.id)).toEqual([]);
      expect(receiver.received).toHaveLength(0);
    });

    it('ends when its URL answers 410', async () => {
      const { json } = await subscribe();
      respond = () => ({ status: 410 });
      const upload = await finish();
      expect(await untilState(upload.id, 'dead')).toMatchObject({ lastStatus: 410, attempts: 1 });
      expect((await scene.connector.call('GET', `/v1/subscriptions/${json.id}`)).status).toBe(404);
      expect((await subscribe()).status).toBe(201);
    });

    it.each([
      [{ url: 'mailto:someone@example.com' }, 'url'],
      [{ secret: 'whsec_!' }, 'secret'],
      [{ events: [] }, 'events'],
      [{ events: ['upload.exploded'] }, 'events.0'],
      [{ campaign: 'x' }, 'campaign'],
    ])('that makes no sense is refused: %j', async (body, path) => {
      const answer = await subscribe(body);
      expect(answer.status).toBe(400);
      expect(answer.json.errors).toMatchObject([{ path }]);
    });
  });

  describe('a delivery', () => {
    it('is tried again with the same id and the same bytes, signed each time', async () => {
      await subscribe({ secret: SECRET });
      respond = (_, index) => ({ status: index < 3 ? 500 : 204 });
      const upload = await finish();
      const events = await receiver.until(4);
      expect(new Set(events.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
      expect(new Set(events.map(({ body }) => body)).size).toBe(1);
      for (const event of events) expect(verify(SECRET, event).data).toEqual(upload);
      const delivery = await untilState(upload.id, 'delivered');
      expect(delivery).toMatchObject({ attempts: 4, lastStatus: 204, type: 'upload.succeeded' });
      expect(delivery.eventId).toBe(events[0]!.headers['webhook-id']);
      expect(events[0]!.headers['content-type']).toBe('application/json');
    });

    it('is dead after its last try, kept, and delivered again on demand under the same id', async () => {
      await subscribe({ secret: SECRET });
      respond = () => ({ status: 503 });
      const upload = await finish();
      const dead = await untilState(upload.id, 'dead');
      expect(dead).toMatchObject({ attempts: TRIES, lastStatus: 503 });
      expect(dead).not.toHaveProperty('nextAttemptAt');
      expect(receiver.received).toHaveLength(TRIES);
      expect(await deliveriesOf(upload.id, '&state=dead')).toEqual([dead]);

      respond = () => ({ status: 200 });
      const answer = await scene.connector.call('POST', `/v1/deliveries/${dead.id}/redeliver`);
      expect(answer.status).toBe(202);
      const again = (await receiver.until(TRIES + 1))[TRIES]!;
      expect(verify(SECRET, again).data.id).toBe(upload.id);
      expect(again.headers['webhook-id']).toBe(receiver.received[0]!.headers['webhook-id']);
      await untilState(upload.id, 'delivered');
      // What was delivered can be asked for again, too.
      expect((await scene.connector.call('POST', `/v1/deliveries/${dead.id}/redeliver`)).status).toBe(202);
      await receiver.until(TRIES + 2);
    });

    it('that is asked for again while its last try fails begins anew', async () => {
      await subscribe();
      let fail: () => void = () => undefined;
      const failed = new Promise<{ status: number }>((resolve) => (fail = () => resolve({ status: 503 })));
      respond = (_, index) => (index === TRIES - 1 ? failed : { status: index < TRIES - 1 ? 503 : 200 });
      const upload = await finish();
      await receiver.until(TRIES);
      const [{ id }] = (await deliveriesOf(upload.id)) as [Delivery];
      expect((await scene.connector.call('POST', `/v1/deliveries/${id}/redeliver`)).status).toBe(202);
      fail();
      expect(await untilState(upload.id, 'delivered')).toMatchObject({ id, attempts: 1 });
      expect(receiver.received).toHaveLength(TRIES + 1);
    });

    it('waits as long as Retry-After asks', async () => {
      await subscribe();
      const times: number[] = [];
      respond = (_, index) => {
        times.push(Date.now());
        return index === 0 ? { status: 429, headers: { 'retry-after': '1' } } : { status: 200 };
      };
      await finish();
      await receiver.until(2);
      expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(990);
    });

    it('does not follow a redirect', async () => {
      await subscribe();
      respond = ({ path }) => ({
        status: path === '/hook' ? 307 : 200,
        headers: { location: `${receiver.url}/elsewhere` },
      });
      const upload = await finish();
      expect(await untilState(upload.id, 'dead')).toMatchObject({ attempts: TRIES, lastStatus: 307 });
      expect(receiver.received.every(({ path }) => path === '/hook')).toBe(true);
    });

    it('shows the status that came back, and never what was said', async () => {
      await subscribe();
      respond = () => ({ status: 500, body: 'a secret of the receiver' });
      const upload = await finish();
      const delivery = await untilState(upload.id, 'dead');
      expect(JSON.stringify(delivery)).not.toMatch('a secret');
      expect(scene.connector.logged()).not.toMatch('a secret of the receiver');
    });

    it('to a dead endpoint does not hold up another, and is kept until that is back', async () => {
      const down = await startReceiver();
      const url = new URL(down.url);
      await down.close();
      const { json } = await subscribe({ url: `${down.url}/down` });
      await subscribe({ secret: SECRET });
      const upload = await finish();
      await receiver.until(1);
      const dead = (await deliveriesOf(upload.id)).find(({ subscriptionId }) => subscriptionId === json.id)!;
      expect(dead.state).not.toBe('delivered');
      for (let state = dead.state; state !== 'dead';) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        const now = (await deliveriesOf(upload.id)).find(({ id }) => id === dead.id)!;
        if (now.state === 'dead') expect(now).toMatchObject({ lastError: 'ECONNREFUSED' });
        state = now.state;
      }
      const back = await startReceiver(undefined, Number(url.port));
      await scene.connector.call('POST', `/v1/deliveries/${dead.id}/redeliver`);
      expect((await back.until(1))[0]?.event.data.id).toBe(upload.id);
      await back.close();
    });

    it('to an endpoint that never answers holds up no other, even of the same host', async () => {
      const { json: idle } = await subscribe({ url: `${receiver.url}/idle`, campaignName: 'Idle' });
      respond = ({ path }) => (path === '/idle' ? 'never' : { status: 200 });
      await Promise.all(Array.from({ length: 20 }, () => finish({ campaignName: 'Idle' })));
      await subscribe({ url: `${receiver.url}/lively` });
      await finish();
      while (!receiver.received.some(({ path }) => path === '/lively'))
        await receiver.until(receiver.received.length + 1);
      await scene.connector.call('DELETE', `/v1/subscriptions/${idle.id}`);
    });

    it.each([
      'http://169.254.169.254/latest',
      'http://[fe80::1]/',
      'http://metadata.google.internal/',
      'http://[::ffff:169.254.1.1]/',
    ])('to %s is refused', async (url) => {
      await subscribe({ url });
      const upload = await finish();
      expect(await untilState(upload.id, 'dead')).toMatchObject({ lastError: 'address_refused' });
    });
  });

  describe('a notifyUrl', () => {
    it('hears of its upload alone, signed with its secret, and is forgotten after the delivery', async () => {
      const upload = await finish({
        notifyUrl: `${receiver.url}/notify?signature=only-for-n8n`,
        notifySecret: SECRET,
      });
      await finish();
      const [event] = await receiver.until(1);
      expect(event!.path).toBe('/notify?signature=only-for-n8n');
      expect(verify(SECRET, event!)).toMatchObject({ type: 'upload.succeeded', data: { id: upload.id } });
      expect(receiver.received).toHaveLength(1);
      const delivery = await untilState(upload.id, 'delivered');
      expect(delivery).not.toHaveProperty('subscriptionId');
      const again = await scene.connector.call('POST', `/v1/deliveries/${delivery.id}/redeliver`);
      expect(again).toMatchObject({ status: 409, json: { code: 'conflict' } });
    });

    it('without a secret is not signed', async () => {
      await finish({ notifyUrl: `${receiver.url}/plain` });
      const [event] = await receiver.until(1);
      expect(event!.headers).not.toHaveProperty('webhook-signature');
      expect(event!.headers['webhook-id']).toMatch(/^evt_/);
    });

    it('hears of unconfirmed first and of the outcome later', async () => {
      scene.vendor.respond = () => 'cut';
      const { upload, request } = await scene.send({ notifyUrl: `${receiver.url}/notify` });
      await receiver.until(1);
      await request.callBack(UPLOADED);
      const events = await receiver.until(2);
      expect(events.map(({ event }) => event.type)).toEqual(['upload.unconfirmed', 'upload.succeeded']);
      expect(events.every(({ event }) => event.data.id === upload.id)).toBe(true);
    });

    it('hears upload.pending when nothing is final by notifyBy, and the outcome after', async () => {
      await subscribe();
      const notifyBy = new Date(Date.now() + 100).toISOString();
      const { upload, request } = await scene.send({ notifyUrl: `${receiver.url}/notify`, notifyBy });
      const [pending] = await receiver.until(1);
      expect(pending).toMatchObject({
        path: '/notify',
        event: { type: 'upload.pending', data: { id: upload.id } },
      });
      expect(Date.parse(pending!.event.timestamp)).toBeGreaterThanOrEqual(Date.parse(notifyBy));
      await request.callBack(UPLOADED);
      const events = await receiver.until(3);
      expect(events.map(({ path, event }) => `${path} ${event.type}`).sort()).toEqual([
        '/hook upload.succeeded',
        '/notify upload.pending',
        '/notify upload.succeeded',
      ]);
    });

    /** Runs the job that a `notifyBy` left, as if its time had come, or a process had died after it. */
    const runReminder = async (uploadId: string) => {
      await scene.stop();
      await withDatabase(scene.databaseUrl, async (db) => {
        await db.deleteFrom('job').where('kind', '=', 'remind').execute();
        await db.insertInto('job').values({ kind: 'remind', key: uploadId, run_at: 0 }).execute();
      });
      await scene.start();
      await finish();
      await scene.stop();
      const [jobs, events] = await withDatabase(scene.databaseUrl, async (db) => [
        await db.selectFrom('job').select('key').where('kind', '=', 'remind').execute(),
        await db.selectFrom('event').select('type').where('upload_id', '=', uploadId).execute(),
      ]);
      await scene.start();
      expect(jobs).toEqual([]);
      return events.map(({ type }) => type);
    };

    it('hears upload.pending once, though the job that says so is run twice', async () => {
      const notifyBy = new Date(Date.now() + 50).toISOString();
      const { upload } = await scene.send({ notifyUrl: `${receiver.url}/notify`, notifyBy });
      await receiver.until(1);
      await untilState(upload.id, 'delivered');
      expect(await runReminder(upload.id)).toEqual(['upload.pending']);
    });

    it('hears no upload.pending when the outcome came before', async () => {
      const notifyBy = new Date(Date.now() + 3_600_000).toISOString();
      const { id } = await finish({ notifyUrl: `${receiver.url}/notify`, notifyBy });
      await receiver.until(1);
      expect(await runReminder(id)).toEqual(['upload.succeeded']);
    });

    const RESUME = '/webhook-waiting/17/node?signature=of-the-execution';
    it.each([
      [409, 'The execution "17" is running already.'],
      [404, 'The execution "17" does not exist.'],
      [500, ''],
    ])('of n8n that answers %s "%s" is tried again', async (status, message) => {
      respond = (_, index) => (index === 0 ? { status, body: JSON.stringify({ message }) } : { status: 200 });
      const upload = await finish({ notifyUrl: receiver.url + RESUME });
      expect(await untilState(upload.id, 'delivered')).toMatchObject({ attempts: 2 });
    });

    it.each([
      [401, 'Invalid token'],
      [409, 'The execution "17 has finished already.'],
      [409, 'The execution "17 has finished with error.'],
      [410, ''],
    ])('of n8n that answers %s "%s" is dead', async (status, message) => {
      respond = () => ({ status, body: JSON.stringify({ message }) });
      const upload = await finish({ notifyUrl: receiver.url + RESUME });
      expect(await untilState(upload.id, 'dead')).toMatchObject({ attempts: 1, lastStatus: status });
    });
  });
});

describe.each(DATABASE_KINDS)('the relay with RELAY_ALLOWED_HOSTS, on %s', (kind) => {
  it('posts nowhere else', async () => {
    const scene = await openScene(kind, {
      env: { RELAY_ALLOWED_HOSTS: 'n8n.example', RELAY_RETRY_SCHEDULE_MS: '0' },
    });
    try {
      const { upload, request } = await scene.send({ notifyUrl: `${scene.receiver.url}/notify` });
      await request.callBack(UPLOADED);
      await scene.connector.until(upload.id, 'succeeded');
      let delivery: Delivery | undefined;
      do {
        const { json } = await scene.connector.call('GET', '/v1/deliveries');
        delivery = (json.items as Delivery[])[0];
      } while (delivery?.state === 'pending');
      expect(delivery).toMatchObject({ state: 'dead', lastError: 'address_refused' });
      expect(scene.receiver.received).toHaveLength(0);
    } finally {
      await scene.close();
    }
  });
});
