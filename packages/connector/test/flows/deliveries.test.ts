import type { Delivery } from '@ozonetel-bulk-upload/shared-types';
import { DATABASE_KINDS } from '../harness/databases';
import { startReceiver } from '../harness/receiver';
import { SECRET, TRIES, verify, useRelayScene } from '../harness/relay-scene';
import { expectProblem } from '../harness/problems';
import { openScene, withDatabase } from '../harness/scene';
import { UPLOADED } from '../harness/vendor';

describe.each(DATABASE_KINDS)('a delivery, on %s,', (kind) => {
  const relay = useRelayScene(kind);
  const { subscribe, finish, deliveriesOf, untilState } = relay;

  it('is tried again with the same id and the same bytes, signed each time', async () => {
    await subscribe({ secret: SECRET });
    relay.respond = (_, index) => ({ status: index < 3 ? 500 : 204 });
    const upload = await finish();
    const events = await relay.receiver.until(4);
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
    relay.respond = () => ({ status: 503 });
    const upload = await finish();
    const dead = await untilState(upload.id, 'dead');
    expect(dead).toMatchObject({ attempts: TRIES, lastStatus: 503 });
    expect(dead).not.toHaveProperty('nextAttemptAt');
    expect(relay.receiver.received).toHaveLength(TRIES);
    expect(await deliveriesOf(upload.id, '&state=dead')).toEqual([dead]);

    relay.respond = () => ({ status: 200 });
    const answer = await relay.scene.connector.call('POST', `/v1/deliveries/${dead.id}/redeliver`);
    expect(answer.status).toBe(202);
    const again = (await relay.receiver.until(TRIES + 1))[TRIES]!;
    expect(verify(SECRET, again).data.id).toBe(upload.id);
    expect(again.headers['webhook-id']).toBe(relay.receiver.received[0]!.headers['webhook-id']);
    await untilState(upload.id, 'delivered');
    // What was delivered can be asked for again, too.
    expect((await relay.scene.connector.call('POST', `/v1/deliveries/${dead.id}/redeliver`)).status).toBe(
      202,
    );
    await relay.receiver.until(TRIES + 2);
  });

  it('is not made again when its subscription has ended, and stays delivered', async () => {
    const { json: subscription } = await subscribe();
    const upload = await finish();
    const { id } = await untilState(upload.id, 'delivered');
    const { connector } = relay.scene;
    await connector.call('DELETE', `/v1/subscriptions/${subscription.id}`);
    const answer = await connector.call('POST', `/v1/deliveries/${id}/redeliver`);
    expect(expectProblem(answer, 409, 'conflict').detail).toMatch('subscription of this delivery has ended');
    const filter = { state: 'delivered', subscriptionId: subscription.id };
    const bulk = await connector.call('POST', '/v1/deliveries/redeliver', filter);
    expect(bulk).toMatchObject({ status: 202, json: { count: 0 } });
    expect(await untilState(upload.id, 'delivered')).toMatchObject({ id, attempts: 1 });
    expect(relay.receiver.received).toHaveLength(1);
  });

  it('that is asked for again while its last attempt fails starts over', async () => {
    await subscribe();
    let fail: () => void = () => undefined;
    const failed = new Promise<{ status: number }>((resolve) => (fail = () => resolve({ status: 503 })));
    relay.respond = (_, index) => (index === TRIES - 1 ? failed : { status: index < TRIES - 1 ? 503 : 200 });
    const upload = await finish();
    await relay.receiver.until(TRIES);
    const [{ id }] = (await deliveriesOf(upload.id)) as [Delivery];
    expect((await relay.scene.connector.call('POST', `/v1/deliveries/${id}/redeliver`)).status).toBe(202);
    fail();
    expect(await untilState(upload.id, 'delivered')).toMatchObject({ id, attempts: 1 });
    expect(relay.receiver.received).toHaveLength(TRIES + 1);
  });

  it('waits as long as Retry-After asks', async () => {
    await subscribe();
    const times: number[] = [];
    relay.respond = (_, index) => {
      times.push(Date.now());
      return index === 0 ? { status: 429, headers: { 'retry-after': '1' } } : { status: 200 };
    };
    await finish();
    await relay.receiver.until(2);
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(990);
  });

  it('does not follow a redirect', async () => {
    await subscribe();
    relay.respond = ({ path }) => ({
      status: path === '/hook' ? 307 : 200,
      headers: { location: `${relay.receiver.url}/elsewhere` },
    });
    const upload = await finish();
    expect(await untilState(upload.id, 'dead')).toMatchObject({ attempts: TRIES, lastStatus: 307 });
    expect(relay.receiver.received.every(({ path }) => path === '/hook')).toBe(true);
  });

  it('shows the status that came back, and never what was said', async () => {
    await subscribe();
    relay.respond = () => ({ status: 500, body: 'a secret of the receiver' });
    const upload = await finish();
    const delivery = await untilState(upload.id, 'dead');
    expect(JSON.stringify(delivery)).not.toMatch('a secret');
    expect(relay.scene.connector.logged()).not.toMatch('a secret of the receiver');
  });

  it('to a dead endpoint does not hold up another, and is kept until that is back', async () => {
    const down = await startReceiver();
    const url = new URL(down.url);
    await down.close();
    const { json } = await subscribe({ url: `${down.url}/down` });
    await subscribe({ secret: SECRET });
    const upload = await finish();
    await relay.receiver.until(1);
    const dead = (await deliveriesOf(upload.id)).find(({ subscriptionId }) => subscriptionId === json.id)!;
    expect(dead.state).not.toBe('delivered');
    for (let state = dead.state; state !== 'dead';) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      const now = (await deliveriesOf(upload.id)).find(({ id }) => id === dead.id)!;
      if (now.state === 'dead') expect(now).toMatchObject({ lastError: 'ECONNREFUSED' });
      state = now.state;
    }
    const back = await startReceiver(undefined, Number(url.port));
    await relay.scene.connector.call('POST', `/v1/deliveries/${dead.id}/redeliver`);
    expect((await back.until(1))[0]?.event.data.id).toBe(upload.id);
    await back.close();
  });

  it('to an endpoint that never answers holds up no other, even of the same host', async () => {
    const { json: idle } = await subscribe({ url: `${relay.receiver.url}/idle`, campaignName: 'Idle' });
    relay.respond = ({ path }) => (path === '/idle' ? 'never' : { status: 200 });
    await Promise.all(Array.from({ length: 20 }, () => finish({ campaignName: 'Idle' })));
    await subscribe({ url: `${relay.receiver.url}/lively` });
    await finish();
    while (!relay.receiver.received.some(({ path }) => path === '/lively'))
      await relay.receiver.until(relay.receiver.received.length + 1);
    await relay.scene.connector.call('DELETE', `/v1/subscriptions/${idle.id}`);
  });

  it('of a subscription that an older version took is refused at a metadata address', async () => {
    const { json } = await subscribe();
    await relay.scene.stop();
    await withDatabase(relay.scene.databaseUrl, (db) =>
      db
        .updateTable('subscription')
        .set({ url: 'http://[fd00:ec2::254]/latest' })
        .where('id', '=', json.id)
        .execute(),
    );
    await relay.scene.start();
    const upload = await finish();
    expect(await untilState(upload.id, 'dead')).toMatchObject({ lastError: 'address_refused' });
  });
});

describe.each(DATABASE_KINDS)('the relay with RELAY_ALLOWED_HOSTS, on %s', (kind) => {
  it('posts nowhere else, neither what is new nor what was waiting', async () => {
    const scene = await openScene(kind, { env: { RELAY_RETRY_SCHEDULE_MS: '0,10000' } });
    const receiver = await startReceiver(() => ({ status: 503 }));
    try {
      const { request } = await scene.send({ notifyUrl: `${receiver.url}/notify` });
      await request.callBack(UPLOADED);
      await receiver.until(1);
      await scene.stop();
      await scene.start({ RELAY_ALLOWED_HOSTS: 'n8n.example', RELAY_RETRY_SCHEDULE_MS: '0' });
      const { connector } = scene;
      const requested = scene.newRequest({ notifyUrl: `${receiver.url}/notify` });
      expectProblem(await connector.call('POST', '/v1/uploads', requested), 400, 'invalid_body', [
        'notifyUrl',
      ]);
      const subscription = { url: `${receiver.url}/hook` };
      const refused = await connector.call('POST', '/v1/subscriptions', subscription);
      expectProblem(refused, 400, 'invalid_body', ['url']);
      const [waiting] = (await connector.call('GET', '/v1/deliveries')).json.items as Delivery[];
      await connector.call('POST', `/v1/deliveries/${waiting!.id}/redeliver`);
      let delivery: Delivery | undefined;
      do {
        delivery = (await connector.call('GET', `/v1/deliveries`)).json.items[0] as Delivery;
      } while (delivery.state === 'pending');
      expect(delivery).toMatchObject({ state: 'dead', lastError: 'address_refused' });
      expect(receiver.received).toHaveLength(1);
    } finally {
      await receiver.close();
      await scene.close();
    }
  });
});
