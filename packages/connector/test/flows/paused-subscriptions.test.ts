import type { Delivery, Subscription } from '@ozonetel-bulk-upload/shared-types';
import { DATABASE_KINDS } from '../harness/databases';
import { openScene, type Scene } from '../harness/scene';
import { PROCESSING, UPLOADED } from '../harness/vendor';
import { startReceiver, type Receiver, type Respond } from '../harness/receiver';

/** What n8n answers where no active workflow has the webhook. */
const NOT_REGISTERED = {
  status: 404,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify({ code: 404, message: 'The requested webhook "POST hook" is not registered.' }),
};
/** The first probe after 100 ms; what is dead is so after ten minutes. */
const PROBED_SOON = '0,100,600000';
/** No probe within a test. */
const PROBED_LATE = '0,600000,600000';

describe.each(DATABASE_KINDS)('a subscription whose webhook n8n has not registered, on %s,', (kind) => {
  let scene: Scene;
  let receiver: Receiver;
  let respond: Respond;

  const open = async (schedule: string) => {
    scene = await openScene(kind, { env: { RELAY_RETRY_SCHEDULE_MS: schedule } });
    scene.vendor.respond = () => PROCESSING;
    respond = () => NOT_REGISTERED;
    receiver = await startReceiver((event, index) => respond(event, index));
  };
  afterEach(async () => {
    await receiver.close();
    await scene.close();
  });

  const call = async (method: string, path: string, body?: object) =>
    (await scene.connector.call(method, path, body)).json as Record<string, unknown>;
  const subscribe = () => call('POST', '/v1/subscriptions', { url: `${receiver.url}/hook` });
  const finish = async (change: { notifyUrl?: string } = {}) => {
    const { upload, request } = await scene.send(change);
    await request.callBack(UPLOADED);
    return upload.id;
  };
  const deliveries = async () => (await call('GET', '/v1/deliveries?limit=200'))['items'] as Delivery[];
  const untilSubscription = async (isMet: (subscription: Subscription) => boolean) => {
    for (;;) {
      const [subscription] = (await call('GET', '/v1/subscriptions'))['items'] as Subscription[];
      if (subscription !== undefined && isMet(subscription)) return subscription;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const isPaused = ({ pausedAt }: Subscription) => pausedAt !== undefined;
  const untilDeliveries = async (isMet: (all: Delivery[]) => boolean) => {
    for (;;) {
      const all = await deliveries();
      if (isMet(all)) return all;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const areAll = (state: Delivery['state'], count: number) => (all: Delivery[]) =>
    all.length === count && all.every((delivery) => delivery.state === state);

  it('is shown as paused, uses up no tries, and resumes by itself', async () => {
    await open(PROBED_SOON);
    await subscribe();
    await finish();
    expect(await untilSubscription(isPaused)).toMatchObject({
      pausedAt: expect.stringMatching(/^\d{4}-/) as string,
      pausedReason: 'webhook_not_registered',
    });
    await receiver.until(3);
    const [waiting] = await deliveries();
    expect(waiting).toMatchObject({ state: 'pending', attempts: 0, lastStatus: 404 });
    expect(waiting).toMatchObject({ lastError: 'webhook_not_registered' });
    respond = () => ({ status: 200 });
    expect(await untilSubscription((found) => !isPaused(found))).not.toHaveProperty('pausedReason');
    expect(await untilDeliveries(areAll('delivered', 1))).toMatchObject([{ attempts: 1 }]);
  });

  it('delivers everything once, when it is registered again, also with other filters', async () => {
    await open(PROBED_LATE);
    await subscribe();
    const uploads = [await finish()];
    await untilSubscription(isPaused);
    for (let more = 0; more < 4; more += 1) uploads.push(await finish());
    expect(await untilDeliveries(areAll('pending', 5))).toHaveLength(5);
    const before = receiver.received.length;
    expect(before).toBe(1);
    respond = () => ({ status: 200 });
    const url = `${receiver.url}/hook`;
    await call('POST', '/v1/subscriptions', { url, campaignName: 'Another' });
    await untilDeliveries(areAll('delivered', 5));
    const seen = receiver.received.slice(before).map(({ event }) => event.data.id);
    expect([...seen].sort()).toEqual([...uploads].sort());
    expect(await untilSubscription((found) => !isPaused(found))).toBeDefined();
  });

  it('resumes when the same registration comes again, and when a delivery is asked for again', async () => {
    await open(PROBED_LATE);
    const first = await subscribe();
    await finish();
    await untilSubscription(isPaused);
    const [delivery] = await deliveries();
    await call('POST', `/v1/deliveries/${delivery!.id}/redeliver`);
    await receiver.until(2);
    await untilSubscription(isPaused);
    respond = () => ({ status: 200 });
    expect(await subscribe()).toEqual({ id: first['id'] });
    await untilDeliveries(areAll('delivered', 1));
    expect(receiver.received).toHaveLength(3);
  });

  it('stays paused over a restart, and over probes that fail for another reason', async () => {
    await open(PROBED_SOON);
    await subscribe();
    await finish();
    const { pausedAt } = await untilSubscription(isPaused);
    await scene.stop();
    await scene.start();
    respond = () => ({ status: 503 });
    await receiver.until(receiver.received.length + 2);
    expect(await untilSubscription(isPaused)).toMatchObject({ pausedAt });
    await untilDeliveries((all) => all[0]?.lastStatus === 503 && all[0].attempts === 0);
    respond = () => ({ status: 200 });
    expect(await untilDeliveries(areAll('delivered', 1))).toMatchObject([{ attempts: 1 }]);
  });

  it('keeps an event no longer than the schedule of tries would have taken', async () => {
    await open('0,50,50,50,50');
    await subscribe();
    await finish();
    const [dead] = await untilDeliveries(areAll('dead', 1));
    expect(dead).toMatchObject({ lastError: 'webhook_not_registered' });
  });

  it('holds up no notifyUrl, and the tries of a notifyUrl that answers so are counted', async () => {
    await open('0,20,20');
    await finish({ notifyUrl: `${receiver.url}/notify` });
    const [dead] = await untilDeliveries(areAll('dead', 1));
    expect(dead).toMatchObject({ attempts: 3, lastStatus: 404 });
  });
});
