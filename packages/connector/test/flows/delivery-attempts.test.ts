import type {
  Delivery,
  DeliveryDetail,
  RecordedEvent,
  Subscription,
} from '@ozonetel-bulk-upload/shared-types';
import { DATABASE_KINDS } from '../harness/databases';
import { expectProblem } from '../harness/problems';
import { TRIES, useRelayScene } from '../harness/relay-scene';

describe.each(DATABASE_KINDS)('the deliveries of an operator, on %s,', (kind) => {
  const relay = useRelayScene(kind);
  const { subscribe, finish, untilState } = relay;
  const call = (method: string, path: string, body?: unknown) =>
    relay.scene.connector.call(method, path, body);
  const detailOf = async (id: string) => (await call('GET', `/v1/deliveries/${id}`)).json as DeliveryDetail;

  it('show each try: when, how long, and the status or the reason', async () => {
    await subscribe();
    const before = Date.now();
    relay.respond = (_, index) => (index < 2 ? { status: 503, body: '9876543210' } : { status: 204 });
    const upload = await finish();
    const { id } = await untilState(upload.id, 'delivered');
    const detail = await detailOf(id);
    expect(detail).toMatchObject({ state: 'delivered', attemptCount: 3, lastStatus: 204 });
    expect(detail.attempts.map(({ status }) => status)).toEqual([503, 503, 204]);
    for (const { at, durationMs } of detail.attempts) {
      expect(Date.parse(at)).toBeGreaterThanOrEqual(before - 1);
      expect(durationMs).toBeGreaterThanOrEqual(0);
    }
    expect(JSON.stringify(detail)).not.toContain('9876543210');
    expectProblem(await call('GET', '/v1/deliveries/dlv_none'), 404, 'not_found');
  });

  it('keep the tries of before when they start over, the last twenty of them', async () => {
    await subscribe();
    relay.respond = () => ({ status: 500 });
    const upload = await finish();
    const { id } = await untilState(upload.id, 'dead');
    for (let round = 2; round <= 5; round += 1) {
      await call('POST', `/v1/deliveries/${id}/redeliver`);
      await relay.receiver.until(round * TRIES);
      await untilState(upload.id, 'dead');
    }
    const detail = await detailOf(id);
    expect(detail.attemptCount).toBe(TRIES);
    expect(detail.attempts).toHaveLength(20);
    const times = detail.attempts.map(({ at }) => Date.parse(at));
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('say why a try failed when nothing came back', async () => {
    await subscribe({ url: 'http://127.0.0.1:1/nobody-listens' });
    const upload = await finish();
    const { id } = await untilState(upload.id, 'dead');
    const { attempts } = await detailOf(id);
    expect(attempts[0]!.error).toMatch(/\w/);
    expect(attempts[0]).not.toHaveProperty('status');
  });

  it('start over together by state, time and subscription, and are counted', async () => {
    relay.respond = () => ({ status: 500 });
    const kept = (await subscribe()).json as { id: string };
    const ended = (await subscribe({ url: `${relay.receiver.url}/other` })).json as { id: string };
    const uploads = [await finish(), await finish()];
    const all = async () =>
      (await call('GET', `/v1/deliveries?subscriptionId=${kept.id}&state=dead`)).json.items as Delivery[];
    while ((await all()).length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    await call('DELETE', `/v1/subscriptions/${ended.id}`);

    const ask = async (filter: object) => {
      const answer = await call('POST', '/v1/deliveries/redeliver', { state: 'dead', ...filter });
      return [answer.status, (answer.json as { count: number }).count];
    };
    const [first, second] = (await all()).map(({ createdAt }) => createdAt).sort() as [string, string];
    expect(await ask({ subscriptionId: ended.id })).toEqual([202, 0]);
    expect(await ask({ subscriptionId: kept.id, until: first })).toEqual([202, 0]);
    relay.respond = () => ({ status: 200 });
    expect(await ask({ subscriptionId: kept.id, since: second })).toEqual([202, 1]);
    expect(await ask({ subscriptionId: kept.id })).toEqual([202, 1]);
    for (const { id } of uploads) {
      const path = `/v1/deliveries?uploadId=${id}&subscriptionId=${kept.id}&state=delivered`;
      while (((await call('GET', path)).json.items as Delivery[]).length < 1)
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expectProblem(await call('POST', '/v1/deliveries/redeliver', {}), 400, 'invalid_body', ['state']);
  });

  it('tell which subscription fails, since when and how, until one is delivered', async () => {
    const { id } = (await subscribe()).json as { id: string };
    const other = (await subscribe({ url: `${relay.receiver.url}/other` })).json as { id: string };
    const failingOf = async (subscription: string) =>
      ((await call('GET', `/v1/subscriptions/${subscription}`)).json as Subscription).failing;
    expect(await failingOf(id)).toBeUndefined();

    relay.respond = ({ path }) => ({ status: path.endsWith('/other') ? 204 : 503 });
    const upload = await finish();
    const ofThis = async () => (await relay.deliveriesOf(upload.id, `&subscriptionId=${id}`))[0];
    while ((await ofThis())?.state !== 'dead') await new Promise((resolve) => setTimeout(resolve, 20));
    const { attempts } = await detailOf((await ofThis())!.id);
    expect(await failingOf(id)).toEqual({ since: attempts[0]!.at, attempts: TRIES, lastStatus: 503 });
    expect(await failingOf(other.id)).toBeUndefined();
    const { items } = (await call('GET', '/v1/subscriptions')).json as { items: Subscription[] };
    expect(items.filter(({ failing }) => failing !== undefined).map((item) => item.id)).toEqual([id]);

    relay.respond = () => ({ status: 200 });
    const next = await finish();
    while ((await relay.deliveriesOf(next.id, `&subscriptionId=${id}`))[0]?.state !== 'delivered')
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await failingOf(id)).toBeUndefined();
  });

  it('have events that can be listed by type, upload and time, page by page', async () => {
    await subscribe();
    const uploads = [await finish(), await finish(), await finish()];
    const list = async (query: string) => {
      const { json } = await call('GET', `/v1/events?${query}`);
      return json as { items: RecordedEvent[]; nextCursor: string | null };
    };
    const [upload] = uploads as [{ id: string }, unknown, unknown];
    const { items } = await list(`uploadId=${upload.id}&type=upload.succeeded`);
    expect(items).toMatchObject([{ uploadId: upload.id, type: 'upload.succeeded' }]);
    expect((await list(`uploadId=${upload.id}&type=upload.failed`)).items).toEqual([]);
    const since = new Date(Date.parse(items[0]!.createdAt)).toISOString();
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await list(`since=${since}&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      paged.push(...page.items.map(({ uploadId }) => uploadId));
      cursor = page.nextCursor;
    }
    expect(new Set(paged)).toEqual(new Set(uploads.map(({ id }) => id)));
    expect(paged).toHaveLength(3);
    for (const query of ['cursor=x', 'type=none', 'since=yesterday', 'uploadId=a%20b'])
      expectProblem(await call('GET', `/v1/events?${query}`), 400, 'invalid_body', [query.split('=')[0]!]);
  });
});
