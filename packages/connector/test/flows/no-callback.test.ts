import { DATABASE_KINDS } from '../harness/databases';
import { openScene, type Scene } from '../harness/scene';
import { PROCESSING, UPLOADED } from '../harness/vendor';

describe.each(DATABASE_KINDS)('no callback, on %s', (kind) => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await openScene(kind, { env: { CALLBACK_TIMEOUT_MS: '150' } });
  });
  afterAll(() => scene.close());

  it('in time makes an upload unconfirmed, not failed, and frees the campaign', async () => {
    const { upload } = await scene.send();
    const account = { username: upload.username, apiKey: 'vendor-key-of-the-next' };
    const next = await scene.connector.upload(scene.newRequest({ account }));
    const unconfirmed = await scene.connector.until(upload.id, 'unconfirmed');
    expect(unconfirmed.outcome).toMatchObject({ code: 'no_callback', status: 'error', source: 'timeout' });
    expect(unconfirmed.outcome?.advice).toMatch(/dialed twice/);
    await scene.connector.until(next.id, 'processing');
  });

  it('in time is followed by a late one, which settles the upload', async () => {
    const { upload, request: sent } = await scene.send();
    await scene.connector.until(upload.id, 'unconfirmed');
    expect(await sent.callBack(UPLOADED)).toBe(200);
    expect(await scene.connector.until(upload.id, 'succeeded')).toMatchObject({
      outcome: { code: 'uploaded', source: 'callback' },
    });
  });

  it('after the connection was cut: the campaign is free after the same time, the outcome stays', async () => {
    scene.vendor.respond = (_, index) => (index === first ? 'cut' : PROCESSING);
    const first = scene.vendor.requests.length;
    const { upload } = await scene.send();
    const account = { username: upload.username, apiKey: 'vendor-key-of-the-next' };
    const next = await scene.connector.upload(scene.newRequest({ account }));
    const begun = Date.now();
    await scene.vendor.until(first + 2);
    expect(Date.now() - begun).toBeGreaterThan(50);
    await scene.connector.until(next.id, 'processing', 'unconfirmed');
    expect((await scene.connector.call('GET', `/v1/uploads/${upload.id}`)).json).toMatchObject({
      state: 'unconfirmed',
      outcome: { code: 'connection_lost' },
    });
  });
});

describe('no callback, when the clock is set back', () => {
  it.each([
    ['while the connector runs', false],
    ['while the connector is stopped', true],
  ])('%s, makes an upload unconfirmed after the same time', async (_, isStopped) => {
    let offset = 0;
    const clock = () => Date.now() + offset;
    const scene = await openScene('sqlite', { env: { CALLBACK_TIMEOUT_MS: '1000' }, clock });
    try {
      const { upload } = await scene.send();
      await scene.connector.until(upload.id, 'processing');
      if (isStopped) await scene.stop();
      offset = -7_200_000;
      // Any work at all lets the engine see the clock.
      await (isStopped ? scene.start() : scene.send());
      await scene.connector.until(upload.id, 'unconfirmed');
    } finally {
      await scene.close();
    }
  });
});
