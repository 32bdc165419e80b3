import { createHash } from 'node:crypto';
import { DATABASE_KINDS } from '../harness/databases';
import { expectProblem } from '../harness/problems';
import { SECRET, verify, useRelayScene } from '../harness/relay-scene';
import { withDatabase } from '../harness/scene';
import { UPLOADED } from '../harness/vendor';

const OTHER_SECRET = `whsec_${Buffer.from('another secret of 32 bytes, yes.').toString('base64')}`;
const FAILED = { status: 'error', message: 'Data upload failed' };

describe.each(DATABASE_KINDS)('a subscription, on %s,', (kind) => {
  const relay = useRelayScene(kind);
  const { subscribe, finish, deliveriesOf, untilState } = relay;

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
    const { json } = await relay.scene.connector.call('GET', '/v1/subscriptions');
    expect(json.items).toMatchObject([{ id: first.json.id }, { id: other.json.id, campaignName: 'Diwali' }]);
    expect(JSON.stringify(json)).not.toMatch('whsec_');
    expect(
      (await relay.scene.connector.call('GET', `/v1/subscriptions/${first.json.id}`)).json,
    ).toMatchObject({
      url: `${relay.receiver.url}/hook`,
    });
  });

  it('is the same when its filter lists an event twice, or the events in another order', async () => {
    const first = await subscribe({ events: ['upload.failed', 'upload.failed', 'upload.canceled'] });
    const again = await subscribe({ events: ['upload.canceled', 'upload.failed'] });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.json.id).toBe(first.json.id);
    const { json } = await relay.scene.connector.call('GET', `/v1/subscriptions/${first.json.id}`);
    expect(json.events).toEqual(['upload.canceled', 'upload.failed']);
    expect((await subscribe({ events: ['upload.failed'] })).status).toBe(201);
  });

  it('of an older version, whose identity counts an event twice, is found again', async () => {
    const first = await subscribe({ events: ['upload.failed'], campaignName: 'Diwali' });
    const events = ['upload.failed', 'upload.failed'];
    const filters = [`${relay.receiver.url}/hook`, events, 'Diwali', null];
    const identity = createHash('sha256').update(JSON.stringify(filters)).digest('base64url');
    await relay.scene.stop();
    await withDatabase(relay.scene.databaseUrl, (db) =>
      db
        .updateTable('subscription')
        .set({ identity, events_json: JSON.stringify(events) })
        .execute(),
    );
    await relay.scene.start();
    for (const same of [events, ['upload.failed']])
      expect(await subscribe({ events: same, campaignName: 'Diwali' })).toMatchObject({
        status: 200,
        json: { id: first.json.id },
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
    const [event] = await relay.receiver.until(1);
    expect(verify(SECRET, event!).type).toBe('upload.succeeded');
    expect(await subscribe({ secret: OTHER_SECRET })).toMatchObject({
      status: 200,
      json: { id: first.json.id, secret: OTHER_SECRET },
    });
    await finish();
    const events = await relay.receiver.until(2);
    expect(() => verify(SECRET, events[1]!)).toThrow();
    expect(verify(OTHER_SECRET, events[1]!).type).toBe('upload.succeeded');
  });

  it('hears only of its events, campaign and user', async () => {
    const at = (path: string, filter: object) =>
      subscribe({ url: `${relay.receiver.url}/${path}`, ...filter });
    await at('all', {});
    await at('only-failures', { events: ['upload.failed'] });
    await at('holi', { campaignName: 'Holi' });
    const sent = await relay.scene.send({ campaignName: 'Holi' });
    await at('user', { username: sent.request.fields['username'] });
    await sent.request.callBack(UPLOADED);
    await finish({}, FAILED);
    const events = await relay.receiver.until(5);
    const seen = events.map(({ path, event }) => `${path} ${event.data.campaignName} ${event.type}`);
    expect(seen.sort()).toEqual([
      '/all Diwali upload.failed',
      '/all Holi upload.succeeded',
      '/holi Holi upload.succeeded',
      '/only-failures Diwali upload.failed',
      '/user Holi upload.succeeded',
    ]);
  });

  it('that was deleted hears no more', async () => {
    const { json } = await subscribe();
    expect((await relay.scene.connector.call('DELETE', `/v1/subscriptions/${json.id}`)).status).toBe(204);
    expect((await relay.scene.connector.call('DELETE', `/v1/subscriptions/${json.id}`)).status).toBe(404);
    const upload = await finish();
    expect(await deliveriesOf(upload.id)).toEqual([]);
    expect(relay.receiver.received).toHaveLength(0);
  });

  it('ends when its URL answers 410', async () => {
    const { json } = await subscribe();
    relay.respond = () => ({ status: 410 });
    const upload = await finish();
    expect(await untilState(upload.id, 'dead')).toMatchObject({ lastStatus: 410, attempts: 1 });
    expect((await relay.scene.connector.call('GET', `/v1/subscriptions/${json.id}`)).status).toBe(404);
    expect((await subscribe()).status).toBe(201);
  });

  it('is listed after its end, on request, for as long as it has dead deliveries', async () => {
    const list = async (query: string) => {
      const { json } = await relay.scene.connector.call('GET', `/v1/subscriptions${query}`);
      return json.items as { id: string }[];
    };
    const idsOf = async (query: string) => (await list(query)).map(({ id }) => id);
    const gone = (await subscribe({ campaignName: 'Diwali' })).json.id as string;
    await relay.scene.connector.call('DELETE', `/v1/subscriptions/${gone}`);
    expect(await idsOf('?include=ended')).not.toContain(gone);
    const dead = (await subscribe()).json.id as string;
    relay.respond = () => ({ status: 410 });
    await untilState((await finish()).id, 'dead');
    expect(await idsOf('')).not.toContain(dead);
    expect(await list('?include=ended')).toContainEqual(
      expect.objectContaining({ id: dead, url: `${relay.receiver.url}/hook`, endedAt: expect.any(String) }),
    );
  });

  it.each([
    'http://169.254.169.254/latest',
    'http://[fe80::1]/',
    'http://[fd20:ce::254]/',
    'http://[::ffff:0:a9fe:a9fe]/',
    'http://0xa9fea9fe/',
    'http://metadata.google.internal./',
  ])('to %s is refused when it is registered, and so is a notifyUrl', async (url) => {
    expectProblem(await subscribe({ url }), 400, 'invalid_body', ['url']);
    const requested = relay.scene.newRequest({ notifyUrl: url });
    const upload = await relay.scene.connector.call('POST', '/v1/uploads', requested);
    expectProblem(upload, 400, 'invalid_body', ['notifyUrl']);
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
