import { DATABASE_KINDS } from '../harness/databases';
import { account, openScene, type Scene } from '../harness/scene';
import { holdReply, PROCESSING, refusal, UPLOADED } from '../harness/vendor';

describe.each(DATABASE_KINDS)('a stop, on %s', (kind) => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await openScene(kind);
  });
  afterAll(() => scene.close());
  beforeEach(() => {
    scene.vendor.respond = () => PROCESSING;
  });

  const stop = (username: string, campaignName = 'Diwali') =>
    scene.newRequest({ account: account(username), action: 'stop', campaignName });

  it('carries a header and no contact, waits for no open upload, and its reply is its outcome', async () => {
    const open = await scene.send({ account: account('stop-a') });
    await scene.connector.until(open.upload.id, 'processing');
    const accepted = await scene.connector.upload(stop('stop-a'));
    const stopped = await scene.connector.until(accepted.id, 'succeeded');
    expect(stopped.outcome).toMatchObject({ code: 'stopped', source: 'reply', status: 'success' });
    const request = scene.sentTo('stop-a')[1]!;
    expect(request.fields['action']).toBe('stop');
    expect(request.file).toBe('PhoneNumber\n');
    // The word about the empty file is expected, and the upload beside it has its own callback.
    const message = 'Uploaded xlsx File Should Not Be Empty';
    expect(await request.callBack({ status: 'error', message })).toBe(200);
    expect(await scene.get(accepted.id)).toEqual(stopped);
    await open.request.callBack(UPLOADED);
    await scene.connector.until(open.upload.id, 'succeeded');
  });

  it('goes to the head of the queue and cancels the starts that were not sent', async () => {
    const held = holdReply();
    scene.vendor.respond = ({ fields }) => (fields['campaignName'] === 'Held' ? held.reply : PROCESSING);
    await scene.send({ account: account('stop-b'), campaignName: 'Held' });
    const add = (change: object) =>
      scene.connector.upload(scene.newRequest({ account: account('stop-b'), ...change }));
    const start = await add({ action: 'start' });
    const plain = await add({});
    const elsewhere = await add({ action: 'start', campaignName: 'Holi' });
    const accepted = await scene.connector.upload(stop('stop-b'));
    const canceled = await scene.connector.until(start.id, 'canceled');
    expect(canceled.outcome).toMatchObject({ code: 'canceled' });
    expect(canceled.outcome?.message).toMatch(accepted.id);
    const later = await add({ action: 'start', campaignName: 'Pongal' });
    held.release();
    for (const { id } of [plain, elsewhere, later]) await scene.connector.until(id, 'processing');
    expect(scene.sentTo('stop-b')[1]!.fields).toMatchObject({ action: 'stop', campaignName: 'Diwali' });
    expect(scene.sentTo('stop-b')).toHaveLength(5);
  });

  it('takes back a start that is being refused for the limit while the stop comes in', async () => {
    const held = holdReply();
    scene.vendor.respond = ({ fields }) => (fields['action'] === 'start' ? held.reply : PROCESSING);
    const start = await scene.send({ account: account('stop-c'), action: 'start' });
    const accepted = await scene.connector.upload(stop('stop-c'));
    held.release(refusal('Request limit exhausted'));
    await scene.connector.until(accepted.id, 'succeeded');
    expect((await scene.connector.until(start.upload.id, 'canceled')).outcome?.message).toMatch(accepted.id);
    expect(scene.sentTo('stop-c').map(({ fields }) => fields['action'])).toEqual(['start', 'stop']);
  });

  it('that is answered with an empty file is never reported as stopped', async () => {
    scene.vendor.respond = () => refusal('Uploaded xlsx File Should Not Be Empty');
    const accepted = await scene.connector.upload(stop('stop-d'));
    const { outcome } = await scene.connector.until(accepted.id, 'unconfirmed');
    expect(outcome).toMatchObject({ code: 'file_empty', status: 'error', source: 'reply' });
    expect(outcome?.advice).toMatch(/Look at the campaign in CloudAgent/);
  });

  it.each([
    ['refused', refusal('Campaign not found'), 'rejected', 'campaign_not_found'],
    ['unreadable', { body: '<html>' }, 'unconfirmed', 'unrecognised'],
    ['cut', 'cut' as const, 'unconfirmed', 'connection_lost'],
  ] as const)('whose reply is %s says so', async (_, reply, state, code) => {
    scene.vendor.respond = () => reply;
    const accepted = await scene.connector.upload(stop(`stop-${code}`));
    const { outcome } = await scene.connector.until(accepted.id, state);
    expect(outcome).toMatchObject({ code });
    // Nobody is dialed by a stop.
    expect(outcome?.advice ?? '').not.toMatch('dialed');
  });

  it('waits for the next slot when the limit is exhausted', async () => {
    scene.vendor.respond = (_, index) => (index === before ? refusal('Request limit exhausted') : PROCESSING);
    const before = scene.vendor.requests.length;
    const accepted = await scene.connector.upload(stop('stop-e'));
    expect(await scene.connector.until(accepted.id, 'succeeded')).toMatchObject({
      outcome: { code: 'stopped' },
    });
  });
});
