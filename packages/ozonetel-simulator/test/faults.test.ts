import type { FaultName } from '../src';
import { closeScenes, startScene, type Scene } from './scene';

afterEach(closeScenes);

const UPLOADED = {
  status: 'success',
  message: 'Data uploaded successfully',
  campaign: 'Diwali',
  username: 'acme',
};

const contactsIn = (scene: Scene, name = 'Diwali') =>
  scene.simulator.campaigns.find('acme', name)?.view().contacts;

const firstRecord = ({ simulator }: Scene) => simulator.requestLog.uploads()[0];

describe('faults of the callback', () => {
  test('dropped: the contacts are loaded, and no callback is sent', async () => {
    const scene = await startScene({ faults: [{ fault: 'callback-dropped' }] });
    await scene.upload();
    await scene.simulator.idle();
    expect(contactsIn(scene)).toBe(2);
    expect(scene.listener.heard).toEqual([]);
    expect(firstRecord(scene)?.callbacks).toEqual([
      expect.objectContaining({ isDropped: true, message: 'Data uploaded successfully' }),
    ]);
  });

  test('doubled: the same twice', async () => {
    const scene = await startScene({ faults: [{ fault: 'callback-doubled' }] });
    await scene.upload();
    await scene.simulator.idle();
    const [first, second, ...more] = scene.listener.heard;
    expect(second).toEqual(first);
    expect(more).toEqual([]);
    expect(firstRecord(scene)?.callbacks).toHaveLength(2);
  });

  test('late: by so many milliseconds, with the contacts in before', async () => {
    const scene = await startScene({ faults: [{ fault: 'callback-late', ms: 80 }] });
    await scene.upload();
    await scene.listener.next();
    const { processedAt = '', callbacks = [] } = firstRecord(scene) ?? {};
    expect(Date.parse(callbacks[0]?.sentAt ?? '') - Date.parse(processedAt)).toBeGreaterThanOrEqual(79);
  });

  test('late: the campaign is free meanwhile', async () => {
    const scene = await startScene({ faults: [{ fault: 'callback-late', ms: 60_000, times: 1 }] });
    await scene.upload();
    while (contactsIn(scene) !== 2) await new Promise(setImmediate);
    expect(JSON.parse((await scene.upload()).body)).toMatchObject({ status: 'success' });
  });

  test('before the reply: it has been answered when the reply comes', async () => {
    const scene = await startScene({ faults: [{ fault: 'callback-before-reply' }] });
    const reply = await scene.upload();
    expect(JSON.parse(reply.body)).toMatchObject({ message: 'Data processing' });
    expect(scene.listener.heard).toHaveLength(1);
    expect(contactsIn(scene)).toBe(2);
  });

  test('as form fields', async () => {
    const scene = await startScene({ faults: [{ fault: 'callback-form' }] });
    await scene.upload();
    const { contentType, body } = await scene.listener.next();
    expect(contentType).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual(UPLOADED);
  });

  test('as a form field "data" that holds JSON', async () => {
    const scene = await startScene({ faults: [{ fault: 'callback-data-field' }] });
    await scene.upload();
    const { contentType, body } = await scene.listener.next();
    expect(contentType).toBe('application/x-www-form-urlencoded');
    expect(JSON.parse(new URLSearchParams(body).get('data') ?? '')).toEqual(UPLOADED);
  });

  test('as multipart', async () => {
    const scene = await startScene({ faults: [{ fault: 'callback-multipart' }] });
    await scene.upload();
    const { contentType = '', body } = await scene.listener.next();
    const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(contentType)?.[1] ?? 'none';
    expect(body.split(`--${boundary}`)).toEqual([
      '',
      ...Object.entries(UPLOADED).map(
        ([name, value]) => `\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
      ),
      '--\r\n',
    ]);
  });

  test('not JSON: the members as the page prints them', async () => {
    const scene = await startScene({ faults: [{ fault: 'callback-not-json' }] });
    await scene.upload();
    const { contentType, body } = await scene.listener.next();
    expect(contentType).toBe('text/plain');
    expect(body).toBe(
      '"status": "success" "message": "Data uploaded successfully" "campaign": "Diwali" "username": "acme"',
    );
  });

  test('plain text: the message alone', async () => {
    const scene = await startScene({ faults: [{ fault: 'callback-plain-text' }] });
    await scene.upload();
    expect(await scene.listener.next()).toMatchObject({
      contentType: 'text/plain',
      body: 'Data uploaded successfully',
    });
  });

  test('without a content type, together with another encoding', async () => {
    const scene = await startScene({
      faults: [{ fault: 'callback-without-content-type' }, { fault: 'callback-form' }],
    });
    await scene.upload();
    const { contentType, body } = await scene.listener.next();
    expect(contentType).toBeUndefined();
    expect(body).toContain('message=Data+uploaded+successfully');
  });

  test('upload failed: "Data upload failed", nothing in, nothing started', async () => {
    const scene = await startScene({ faults: [{ fault: 'upload-failed' }] });
    await scene.upload({ action: 'start' });
    expect(JSON.parse((await scene.listener.next()).body)).toEqual({
      status: 'error',
      message: 'Data upload failed',
      campaign: 'Diwali',
      username: 'acme',
    });
    expect(scene.simulator.campaigns.find('acme', 'Diwali')?.view()).toMatchObject({
      contacts: 0,
      position: 'stopped',
      isProcessing: false,
    });
  });
});

describe('faults of the reply, the upload going on', () => {
  test.each<[FaultName, number, RegExp]>([
    ['reply-500', 500, /^Internal Server Error$/],
    ['reply-500-json', 500, /"status":500,"error":"Internal Server Error"/],
    ['reply-html', 200, /^<!doctype html>/],
    ['reply-empty', 200, /^$/],
  ])('%s', async (fault, httpStatus, body) => {
    const scene = await startScene({ faults: [{ fault }] });
    const reply = await scene.upload();
    expect(reply.httpStatus).toBe(httpStatus);
    expect(reply.body).toMatch(body);
    expect(JSON.parse((await scene.listener.next()).body)).toEqual(UPLOADED);
    expect(contactsIn(scene)).toBe(2);
  });

  test('late: by so many milliseconds', async () => {
    const scene = await startScene({ faults: [{ fault: 'reply-late', ms: 80 }] });
    const startedAt = performance.now();
    const reply = await scene.upload();
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(79);
    expect(JSON.parse(reply.body)).toMatchObject({ message: 'Data processing' });
  });

  test('never: the callback comes all the same, the connection stays open until it is cut', async () => {
    const scene = await startScene({ faults: [{ fault: 'reply-never' }] });
    const reply = scene.upload().catch((error: unknown) => error);
    await scene.listener.next();
    await scene.simulator.idle();
    expect(firstRecord(scene)).toMatchObject({ end: 'never', isLoaded: true });
    await scene.simulator.close();
    expect(await reply).toMatchObject({ code: 'UND_ERR_SOCKET' });
  });

  test('line cut after the request: no reply, but a callback', async () => {
    const scene = await startScene({ faults: [{ fault: 'connection-cut-after-request' }] });
    await expect(scene.upload()).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
    expect(JSON.parse((await scene.listener.next()).body)).toEqual(UPLOADED);
    expect(firstRecord(scene)).toMatchObject({ end: 'cut', isAccepted: true });
  });

  test('a refusal can be garbled too, and then loads nothing', async () => {
    const scene = await startScene({ faults: [{ fault: 'reply-html' }] });
    const reply = await scene.upload({ campaignName: 'Busy' });
    expect(reply.body).toMatch(/^<!doctype html>/);
    await scene.simulator.idle();
    expect(contactsIn(scene, 'Busy')).toBe(0);
  });
});

test('line cut in mid-request: nothing is loaded and nobody called back', async () => {
  const scene = await startScene({ faults: [{ fault: 'connection-cut-mid-request' }] });
  const content = `PhoneNumber\n${'9876543210\n'.repeat(50_000)}`;
  await expect(scene.upload({}, { name: 'contacts.csv', content })).rejects.toMatchObject({
    code: expect.stringMatching(/^(UND_ERR_SOCKET|EPIPE|ECONNRESET)$/),
  });
  await scene.simulator.idle();
  expect(contactsIn(scene)).toBe(0);
  expect(scene.listener.heard).toEqual([]);
  const record = firstRecord(scene);
  expect(record).toMatchObject({ end: 'cut', username: 'acme', campaignName: 'Diwali', isAccepted: false });
  expect(record?.readAt).toBeUndefined();
  expect(record?.file?.bytes).toBeLessThan(content.length);
});

test('limit exhausted: as if the user had just sent one', async () => {
  const scene = await startScene({ faults: [{ fault: 'limit-exhausted', times: 1 }] });
  expect(JSON.parse((await scene.upload()).body)).toEqual({
    status: 'error',
    message: 'Request limit exhausted',
  });
  expect(JSON.parse((await scene.upload()).body)).toMatchObject({ status: 'success' });
});

describe('a rule', () => {
  test('for an account and a campaign applies to nobody else', async () => {
    const scene = await startScene({
      faults: [{ fault: 'reply-500', username: 'acme', campaignName: 'Diwali' }],
    });
    expect((await scene.upload({ campaignName: 'Holi' })).httpStatus).toBe(200);
    expect((await scene.upload({ username: 'globex', apiKey: 'key-of-globex' })).httpStatus).toBe(200);
    expect((await scene.upload()).httpStatus).toBe(500);
  });

  test('for n times is used up after them', async () => {
    const scene = await startScene({ faults: [{ fault: 'reply-500', times: 2 }] });
    const statuses: number[] = [];
    for (const campaignName of ['Diwali', 'Holi', 'Agents']) {
      statuses.push((await scene.upload({ campaignName })).httpStatus);
    }
    expect(statuses).toEqual([500, 500, 200]);
    expect(scene.simulator.faults.list()).toEqual([]);
  });

  test('for a callback is not spent on a request that gets none', async () => {
    const scene = await startScene({ faults: [{ fault: 'callback-doubled', times: 1 }] });
    await scene.upload({ campaignName: 'Busy' });
    await scene.upload();
    await scene.simulator.idle();
    expect(scene.listener.heard).toHaveLength(2);
  });

  test('with a probability applies to the same requests for the same seed', async () => {
    const run = async (seed: number): Promise<number[]> => {
      const { upload } = await startScene({ seed, faults: [{ fault: 'reply-500', probability: 0.5 }] });
      const statuses: number[] = [];
      for (let sent = 0; sent < 40; sent += 1) {
        statuses.push((await upload({ campaignName: 'Nobody' })).httpStatus);
      }
      return statuses;
    };
    const first = await run(7);
    expect(await run(7)).toEqual(first);
    expect(await run(8)).not.toEqual(first);
    expect(first.filter((status) => status === 500).length).toBeGreaterThan(8);
    expect(first.filter((status) => status === 500).length).toBeLessThan(32);
  });

  test('given by the handle applies from then on', async () => {
    const scene = await startScene();
    expect((await scene.upload()).httpStatus).toBe(200);
    await scene.listener.next();
    const { id } = scene.simulator.faults.add({ fault: 'reply-500' });
    expect((await scene.upload()).httpStatus).toBe(500);
    await scene.listener.next();
    expect(scene.simulator.faults.remove(id)).toBe(true);
    expect((await scene.upload()).httpStatus).toBe(200);
  });

  test.each([
    [{ fault: 'callback-late' as const }],
    [{ fault: 'reply-500' as const, ms: 5 }],
    [{ fault: 'reply-500' as const, times: 0 }],
    [{ fault: 'reply-500' as const, probability: 2 }],
  ])('that makes no sense is refused: %j', async (rule) => {
    const { simulator } = await startScene();
    expect(() => simulator.faults.add(rule)).toThrow();
  });
});
