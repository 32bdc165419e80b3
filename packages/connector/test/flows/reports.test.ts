import type { Stats, TimelineItem, Upload } from '@ozonetel-bulk-upload/shared-types';
import { DATABASE_KINDS } from '../harness/databases';
import { goBackBefore } from '../harness/earlier-version';
import { expectProblem } from '../harness/problems';
import { openScene, withDatabase, type Scene } from '../harness/scene';
import { PROCESSING, UPLOADED } from '../harness/vendor';

const HOUR_MS = 3_600_000;

describe.each(DATABASE_KINDS)('what an operator looks at, on %s,', (kind) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene(kind);
  });
  afterEach(() => scene.close());

  const get = async (path: string) => scene.connector.call('GET', path);
  const finish = async (change: Parameters<Scene['send']>[0], callback: object = UPLOADED) => {
    const { upload, request } = await scene.send(change);
    await request.callBack(callback);
    return scene.connector.until(upload.id, 'succeeded', 'failed');
  };

  it('is the timeline of an upload, from its states to the tries of its deliveries', async () => {
    const url = `${scene.receiver.url}/hook`;
    await scene.connector.call('POST', '/v1/subscriptions', { url });
    const limited = { status: 'error', message: 'Request limit exhausted' };
    scene.vendor.respond = (_, index) => (index === 0 ? { body: limited } : PROCESSING);
    const { upload } = await scene.send({});
    const again = (await scene.vendor.until(2))[1]!;
    // A callback that comes before the reply is taken, too, and then nothing was ever processing.
    await scene.connector.until(upload.id, 'processing');
    await again.callBack(UPLOADED);
    await scene.receiver.until(1);
    let items: TimelineItem[] = [];
    const isDelivered = (item: TimelineItem) =>
      item.kind === 'delivery' && item.delivery.state === 'delivered';
    while (!items.some(isDelivered)) items = (await get(`/v1/uploads/${upload.id}/timeline`)).json.items;
    const states = items.flatMap((item) => (item.kind === 'state' ? item.state : []));
    expect(states.filter((state) => state !== 'fetching')).toEqual([
      'accepted',
      'checking',
      'waiting',
      'sending',
      'waiting',
      'sending',
      'processing',
      'succeeded',
    ]);
    const ofKind = (kind: TimelineItem['kind']) => items.filter((item) => item.kind === kind);
    expect(ofKind('reply')).toMatchObject([
      { code: 'request_limit_exhausted', message: 'Request limit exhausted' },
      { code: 'processing' },
    ]);
    expect(ofKind('callback')).toMatchObject([{ code: 'uploaded', effect: 'settled' }]);
    const indexOfEnd = items.findIndex((item) => item.kind === 'state' && item.state === 'succeeded');
    expect(items.findIndex(({ kind }) => kind === 'callback')).toBeLessThan(indexOfEnd);
    expect(ofKind('event')).toMatchObject([{ event: { type: 'upload.succeeded', uploadId: upload.id } }]);
    expect(ofKind('delivery')).toMatchObject([{ delivery: { attempts: [{ status: 200 }] } }]);
    const times = items.map(({ at }) => Date.parse(at));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expectProblem(await get('/v1/uploads/upl_none/timeline'), 404, 'not_found');
  });

  it('is how many uploads ended how, with their rows and waiting times, by hour and day', async () => {
    const contacts = [{ PhoneNumber: '9876543210' }, { PhoneNumber: 'none' }];
    await finish({ contacts, invalidRows: 'drop' });
    await finish({}, { status: 'error', message: 'Data upload failed' });
    const rejected = await scene.connector.upload(scene.newRequest({ contacts }));
    await scene.connector.until(rejected.id, 'rejected');
    const dry = await scene.connector.upload(scene.newRequest({ dryRun: true }));
    await scene.connector.until(dry.id, 'succeeded');
    for (const bucket of ['hour', 'day']) {
      const { from, to, items } = (await get(`/v1/stats?bucket=${bucket}`)).json as Stats;
      const size = bucket === 'hour' ? HOUR_MS : 24 * HOUR_MS;
      expect(items).toHaveLength(Math.ceil((Date.parse(to) - Date.parse(from)) / size));
      const [last] = items.slice(-1);
      expect(last!.uploads).toEqual({
        succeeded: 1,
        failed: 1,
        rejected: 1,
        unconfirmed: 0,
        canceled: 0,
        underWay: 0,
      });
      expect(last!.rows).toMatchObject({ refused: 2 });
      expect(last!.rows.sent).toBeGreaterThanOrEqual(1);
      expect(last!.waitMs!.p50).toBeLessThanOrEqual(last!.waitMs!.p95);
      expect(last!.waitMs!.p95).toBeLessThanOrEqual(last!.waitMs!.max);
      expect(items[0]).not.toHaveProperty('waitMs');
    }
  });

  it('has a range that is bounded, and exact at its ends', async () => {
    const { createdAt } = await finish({});
    const at = Date.parse(createdAt);
    const sum = async (from: number, to: number) => {
      const range = `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
      const { items } = (await get(`/v1/stats?bucket=hour&${range}`)).json as Stats;
      return items.map(({ uploads }) => uploads.succeeded);
    };
    expect(await sum(at, at + 1)).toEqual([1]);
    expect(await sum(at - HOUR_MS, at)).toEqual([0]);
    expect(await sum(at - HOUR_MS, at + 1)).toEqual([0, 1]);
    for (const range of ['from=2020-01-01T00:00:00Z', 'to=2020-01-01T00:00:00Z&from=2020-01-02T00:00:00Z'])
      expectProblem(await get(`/v1/stats?bucket=hour&${range}`), 400, 'invalid_body', ['from']);
  });

  it('is found by part of a name or an id, by user, time and several states', async () => {
    const diwali = await finish({ campaignName: 'Diwali 100%_off' });
    const holi = await finish({ campaignName: 'Holi' });
    const canceled = await scene.connector.upload(
      scene.newRequest({ campaignName: 'HOLI', contacts: [{ PhoneNumber: 'x' }] }),
    );
    await scene.connector.until(canceled.id, 'rejected');
    const find = async (query: object) => {
      const { json } = await get(`/v1/uploads?${new URLSearchParams({ ...query }).toString()}`);
      return (json.items as Upload[]).map(({ id }) => id);
    };
    expect(await find({ q: 'diw' })).toEqual([diwali.id]);
    expect(await find({ q: '100%_' })).toEqual([diwali.id]);
    expect(await find({ q: '%' })).toEqual([diwali.id]);
    expect(await find({ q: 'o_i' })).toEqual([]);
    expect(await find({ q: 'holi' })).toEqual([canceled.id, holi.id]);
    expect(await find({ q: holi.id.slice(4, 14) })).toEqual([holi.id]);
    expect(await find({ q: holi.username.toUpperCase() })).toContain(holi.id);
    expect(await find({ username: holi.username })).toEqual([holi.id]);
    expect(await find({ state: 'succeeded,rejected' })).toEqual([canceled.id, holi.id, diwali.id]);
    expect(await find({ state: 'rejected' })).toEqual([canceled.id]);
    expect(await find({ since: holi.createdAt, until: canceled.createdAt })).toEqual([holi.id]);
    expectProblem(await get('/v1/uploads?state=rejected,none'), 400, 'invalid_body', ['state']);
  });

  it('shows an upload of a version that kept no history, which then gets one', async () => {
    const upload = await finish({});
    await scene.stop();
    await withDatabase(scene.databaseUrl, (db) => goBackBefore(db, '0010-console'));
    await scene.start();
    expect(await scene.get(upload.id)).toEqual(upload);
    const { items } = (await get(`/v1/uploads/${upload.id}/timeline`)).json as { items: TimelineItem[] };
    expect(items.flatMap((item) => (item.kind === 'state' ? item.state : []))).toEqual([
      'accepted',
      'succeeded',
    ]);
    const next = await finish({});
    expect((await get(`/v1/uploads/${next.id}/timeline`)).json.items.length).toBeGreaterThan(4);
  });
});
