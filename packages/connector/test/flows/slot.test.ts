import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import { DATABASE_KINDS } from '../harness/databases';
import { account, openScene, type Scene } from '../harness/scene';
import { holdReply, PROCESSING, refusal } from '../harness/vendor';

const INTERVAL_MS = 300;

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
      scene.newRequest({ account: account('slow'), campaignName: 'Next' }),
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
      await scene.connector.upload(scene.newRequest({ account: account('unlucky'), campaignName }));
    const sent = (await scene.vendor.until(before + 3)).slice(before).map(({ at }) => at);
    expect(sent[1]! - sent[0]!).toBeGreaterThanOrEqual(INTERVAL_MS);
    expect(sent[2]! - sent[1]!).toBeGreaterThanOrEqual(INTERVAL_MS);
  });

  it('is kept across a restart', async () => {
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
  /** Sends an upload, and has another one of its account wait. @returns when the first was sent */
  const sendAndWait = async (scene: Scene): Promise<number> => {
    const first = await scene.send({ account: account('traveller') });
    await scene.connector.until(first.upload.id, 'processing');
    const ended = Date.now();
    const waiting = await scene.connector.upload(
      scene.newRequest({ account: account('traveller'), campaignName: 'Waiting' }),
    );
    await scene.connector.until(waiting.id, 'waiting');
    return ended;
  };

  it('keeps the interval, and comes', async () => {
    let offset = 0;
    const clock = () => Date.now() + offset;
    const scene = await openScene('sqlite', { env: { ACCOUNT_INTERVAL_MS: '400' }, clock });
    try {
      const ended = await sendAndWait(scene);
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

  it('comes also if that happened while the connector was stopped', async () => {
    let offset = 0;
    const clock = () => Date.now() + offset;
    const scene = await openScene('sqlite', { env: { ACCOUNT_INTERVAL_MS: '400' }, clock });
    try {
      await sendAndWait(scene);
      await scene.stop();
      offset = -7_200_000;
      await scene.start();
      const sent = await scene.vendor.until(2);
      expect(sent[1]!.fields['campaignName']).toBe('Waiting');
    } finally {
      await scene.close();
    }
  });
});
