import { DATABASE_KINDS } from '../harness/databases';
import { SECRET, verify, useRelayScene } from '../harness/relay-scene';
import { withDatabase } from '../harness/scene';
import { UPLOADED } from '../harness/vendor';

describe.each(DATABASE_KINDS)('a notifyUrl, on %s,', (kind) => {
  const relay = useRelayScene(kind);
  const { subscribe, finish, untilState } = relay;

  it('hears of its upload alone, signed with its secret, and is forgotten after the delivery', async () => {
    const upload = await finish({
      notifyUrl: `${relay.receiver.url}/notify?signature=only-for-n8n`,
      notifySecret: SECRET,
    });
    await finish();
    const [event] = await relay.receiver.until(1);
    expect(event!.path).toBe('/notify?signature=only-for-n8n');
    expect(verify(SECRET, event!)).toMatchObject({ type: 'upload.succeeded', data: { id: upload.id } });
    expect(relay.receiver.received).toHaveLength(1);
    const delivery = await untilState(upload.id, 'delivered');
    expect(delivery).not.toHaveProperty('subscriptionId');
    const again = await relay.scene.connector.call('POST', `/v1/deliveries/${delivery.id}/redeliver`);
    expect(again).toMatchObject({ status: 409, json: { code: 'conflict' } });
  });

  it('without a secret is not signed', async () => {
    await finish({ notifyUrl: `${relay.receiver.url}/plain` });
    const [event] = await relay.receiver.until(1);
    expect(event!.headers).not.toHaveProperty('webhook-signature');
    expect(event!.headers['webhook-id']).toMatch(/^evt_/);
  });

  it('hears of unconfirmed first and of the outcome later', async () => {
    relay.scene.vendor.respond = () => 'cut';
    const { upload, request } = await relay.scene.send({ notifyUrl: `${relay.receiver.url}/notify` });
    await relay.receiver.until(1);
    await request.callBack(UPLOADED);
    const events = await relay.receiver.until(2);
    expect(events.map(({ event }) => event.type)).toEqual(['upload.unconfirmed', 'upload.succeeded']);
    expect(events.every(({ event }) => event.data.id === upload.id)).toBe(true);
  });

  it('hears upload.pending when nothing is final by notifyBy, and the outcome after', async () => {
    await subscribe();
    const notifyBy = new Date(Date.now() + 100).toISOString();
    const { upload, request } = await relay.scene.send({
      notifyUrl: `${relay.receiver.url}/notify`,
      notifyBy,
    });
    const [pending] = await relay.receiver.until(1);
    expect(pending).toMatchObject({
      path: '/notify',
      event: { type: 'upload.pending', data: { id: upload.id } },
    });
    expect(Date.parse(pending!.event.timestamp)).toBeGreaterThanOrEqual(Date.parse(notifyBy));
    await request.callBack(UPLOADED);
    const events = await relay.receiver.until(3);
    expect(events.map(({ path, event }) => `${path} ${event.type}`).sort()).toEqual([
      '/hook upload.succeeded',
      '/notify upload.pending',
      '/notify upload.succeeded',
    ]);
  });

  /** Runs the job that a `notifyBy` left, as if its time had come, or a process had died after it. */
  const runReminder = async (uploadId: string) => {
    await relay.scene.stop();
    await withDatabase(relay.scene.databaseUrl, async (db) => {
      await db.deleteFrom('job').where('kind', '=', 'remind').execute();
      await db.insertInto('job').values({ kind: 'remind', key: uploadId, run_at: 0 }).execute();
    });
    await relay.scene.start();
    await finish();
    await relay.scene.stop();
    const [jobs, events] = await withDatabase(relay.scene.databaseUrl, async (db) => [
      await db.selectFrom('job').select('key').where('kind', '=', 'remind').execute(),
      await db.selectFrom('event').select('type').where('upload_id', '=', uploadId).execute(),
    ]);
    await relay.scene.start();
    expect(jobs).toEqual([]);
    return events.map(({ type }) => type);
  };

  it('hears upload.pending once, though the job that says so is run twice', async () => {
    const notifyBy = new Date(Date.now() + 50).toISOString();
    const { upload } = await relay.scene.send({ notifyUrl: `${relay.receiver.url}/notify`, notifyBy });
    await relay.receiver.until(1);
    await untilState(upload.id, 'delivered');
    expect(await runReminder(upload.id)).toEqual(['upload.pending']);
  });

  it('hears no upload.pending when the outcome came before', async () => {
    const notifyBy = new Date(Date.now() + 3_600_000).toISOString();
    const { id } = await finish({ notifyUrl: `${relay.receiver.url}/notify`, notifyBy });
    await relay.receiver.until(1);
    expect(await runReminder(id)).toEqual(['upload.succeeded']);
  });

  const RESUME = '/webhook-waiting/17/node?signature=of-the-execution';
  it.each([
    [409, 'The execution "17" is running already.'],
    [404, 'The execution "17" does not exist.'],
    [500, ''],
  ])('of n8n that answers %s "%s" is tried again', async (status, message) => {
    relay.respond = (_, index) =>
      index === 0 ? { status, body: JSON.stringify({ message }) } : { status: 200 };
    const upload = await finish({ notifyUrl: relay.receiver.url + RESUME });
    expect(await untilState(upload.id, 'delivered')).toMatchObject({ attempts: 2 });
  });

  it.each([
    [401, 'Invalid token'],
    [409, 'The execution "17 has finished already.'],
    [409, 'The execution "17 has finished with error.'],
    [410, ''],
  ])('of n8n that answers %s "%s" is dead', async (status, message) => {
    relay.respond = () => ({ status, body: JSON.stringify({ message }) });
    const upload = await finish({ notifyUrl: relay.receiver.url + RESUME });
    expect(await untilState(upload.id, 'dead')).toMatchObject({ attempts: 1, lastStatus: status });
  });
});
