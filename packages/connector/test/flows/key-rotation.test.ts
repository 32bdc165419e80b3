import { Webhook } from 'standardwebhooks';
import { DATABASE_KINDS } from '../harness/databases';
import { openScene, type Scene } from '../harness/scene';
import { UPLOADED } from '../harness/vendor';

const [OLD, NEW, OTHER] = ['0a', '1b', '2c'].map((byte) => byte.repeat(32)) as [string, string, string];
const SECRET = `whsec_${Buffer.from('a secret that outlasts its key..').toString('base64')}`;

describe.each(DATABASE_KINDS)('another encryption key, on %s,', (kind) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene(kind, { env: { ENCRYPTION_KEY: OLD } });
  });
  afterEach(() => scene.close());

  it('takes over all that the old one has encrypted, which can go then', async () => {
    await scene.connector.call('POST', '/v1/subscriptions', {
      url: `${scene.receiver.url}/hook`,
      secret: SECRET,
    });
    const notifyUrl = `${scene.receiver.url}/notify`;
    const open = await scene.send({ notifyUrl, notifySecret: SECRET });
    await scene.connector.until(open.upload.id, 'processing');
    const account = { username: open.upload.username, apiKey: 'vendor-key-under-the-old-key' };
    const waiting = await scene.connector.upload(scene.newRequest({ account }));
    await scene.connector.until(waiting.id, 'waiting');
    const port = new URL(scene.connector.url).port;
    for (const keys of [`${NEW},${OLD}`, NEW]) {
      await scene.stop();
      await scene.start({ ENCRYPTION_KEY: keys, PORT: port });
    }

    await open.request.callBack(UPLOADED);
    const events = await scene.receiver.until(2);
    expect(events.map(({ path }) => path).sort()).toEqual(['/hook', '/notify']);
    for (const { body, headers } of events)
      new Webhook(SECRET).verify(body, headers as Record<string, string>);
    const sent = (await scene.vendor.until(2))[1]!;
    expect(sent.fields['apiKey']).toBe('vendor-key-under-the-old-key');
  });

  it('alone is refused at the start, while something needs the old one', async () => {
    const { upload } = await scene.send({ notifyUrl: `${scene.receiver.url}/notify` });
    await scene.connector.until(upload.id, 'processing');
    await scene.stop();
    await expect(scene.start({ ENCRYPTION_KEY: OTHER })).rejects.toThrow(
      /encrypted with a key that is not in ENCRYPTION_KEY: append that key/,
    );
    await scene.start({ ENCRYPTION_KEY: `${OTHER},${OLD}` });
    expect((await scene.connector.call('GET', '/readyz')).status).toBe(200);
  });
});
