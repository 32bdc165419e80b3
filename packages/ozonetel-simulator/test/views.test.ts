import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { csvOf, xlsxOf } from './files';
import { ACME, closeScenes, startScene, TWO_CONTACTS, type Scene } from './scene';
import { postForm } from './upload-client';

afterEach(closeScenes);

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

async function send(scene: Scene, method: string, path: string, body?: string) {
  const response = await fetch(`${scene.simulator.url}${path}`, {
    method,
    ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  return { status: response.status, json: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

describe('GET /campaigns', () => {
  test('shows where every campaign stands', async () => {
    const scene = await startScene();
    await scene.upload({ action: 'start' });
    await scene.simulator.idle();
    expect(await scene.json('/campaigns')).toMatchObject({
      items: [
        { username: 'acme', name: 'Diwali', type: 'plain', position: 'running', uploads: 1, contacts: 2 },
        { username: 'acme', name: 'Holi', position: 'stopped', contacts: 0 },
        { username: 'acme', name: 'Busy', position: 'running' },
        { name: 'Agents', type: 'agentwise' },
        { name: 'Skills', type: 'skillwise' },
        { username: 'globex', name: 'Diwali', position: 'stopped', contacts: 0 },
      ],
    });
  });

  test('a campaign shows its first contacts and counts all', async () => {
    const scene = await startScene({ keptContacts: 3 });
    for (const first of [1, 3]) {
      await scene.upload({}, await csvOf([['PhoneNumber'], [first], [first + 1]]));
      await scene.simulator.idle();
    }
    expect(await scene.json('/campaigns/acme/Diwali')).toMatchObject({
      contactCount: 4,
      contacts: [{ PhoneNumber: '1' }, { PhoneNumber: '2' }, { PhoneNumber: '3' }],
    });
  });

  test('names may hold any character', async () => {
    const scene = await startScene({ campaigns: [{ name: 'Q1/Q2 & "all" ü', username: 'acme' }] });
    const path = `/campaigns/acme/${encodeURIComponent('Q1/Q2 & "all" ü')}`;
    await scene.upload({ campaignName: 'Q1/Q2 & "all" ü' });
    await scene.simulator.idle();
    expect(await scene.json(path)).toMatchObject({ contactCount: 2 });
  });

  test('an unknown campaign is 404', async () => {
    const scene = await startScene();
    expect((await send(scene, 'GET', '/campaigns/acme/Nobody')).status).toBe(404);
  });

  test('cannot be written', async () => {
    const scene = await startScene();
    const response = await fetch(`${scene.simulator.url}/campaigns/acme/Diwali`, { method: 'PUT' });
    expect(response.status).toBe(404);
  });
});

describe('GET /uploads', () => {
  test('has all that is known of a request', async () => {
    const scene = await startScene();
    await scene.upload({ action: 'start', userName: 'x' });
    await scene.simulator.idle();
    const { items, received } = (await scene.json('/uploads')) as { items: unknown[]; received: number };
    const time = expect.stringMatching(ISO_TIME) as unknown;
    expect(received).toBe(1);
    expect(items).toEqual([
      {
        number: 1,
        receivedAt: time,
        readAt: time,
        endedAt: time,
        processedAt: time,
        closedAt: time,
        username: 'acme',
        campaignName: 'Diwali',
        action: 'start',
        unknownFields: ['userName'],
        callBackUrl: { origin: new URL(scene.listener.url).origin, sha256: sha256(scene.listener.url) },
        file: { name: 'contacts.csv', bytes: TWO_CONTACTS.length, sha256: sha256(TWO_CONTACTS) },
        isAccepted: true,
        end: 'answered',
        reply: { httpStatus: 200, body: '{"status":"success","message":"Data processing"}' },
        rows: 2,
        contactsSha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
        isLoaded: true,
        callbacks: [
          {
            message: 'Data uploaded successfully',
            isDropped: false,
            sentAt: time,
            answeredAt: time,
            httpStatus: 200,
          },
        ],
        faults: [],
      },
    ]);
  });

  test('holds no API key, no callback URL and no contact', async () => {
    const scene = await startScene();
    await scene.upload();
    await scene.upload({ apiKey: 'a-key-that-is-wrong' });
    await scene.upload({}, { name: 'contacts.txt', content: TWO_CONTACTS });
    await scene.simulator.idle();
    for (const path of ['/uploads', '/campaigns', '/faults']) {
      const text = JSON.stringify(await scene.json(path));
      for (const secret of [ACME.apiKey, 'a-key-that-is-wrong', 'secret-token', '98765', 'Asha']) {
        expect(text).not.toContain(secret);
      }
    }
  });

  test('the same contacts have one digest, whatever format they came in', async () => {
    const scene = await startScene();
    const rows = [
      ['PhoneNumber', 'Name'],
      ['+91 98', 'Asha, "the" one'],
    ];
    await scene.upload({}, await csvOf(rows));
    await scene.upload({ campaignName: 'Holi' }, await xlsxOf(rows));
    await scene.simulator.idle();
    const [csv, xlsx] = scene.simulator.requestLog.uploads();
    expect(csv?.file?.sha256).not.toBe(xlsx?.file?.sha256);
    expect(csv?.contactsSha256).toBe(xlsx?.contactsSha256);
  });

  test('a client that goes away in mid-request is on record, with what came', async () => {
    const scene = await startScene();
    const { hostname, port, pathname } = new URL(scene.simulator.uploadUrl);
    const socket = connect(Number(port), hostname);
    const field = (name: string, value: string) =>
      `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const body =
      `${field('username', 'acme')}${field('campaignName', 'Diwali')}` +
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nPhoneNumber\r\n98';
    socket.write(
      `POST ${pathname} HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=b\r\n` +
        `content-length: 100000\r\n\r\n${body}`,
    );
    while (scene.simulator.requestLog.uploads()[0]?.username === undefined) await new Promise(setImmediate);
    socket.destroy();
    await scene.simulator.idle();
    expect(scene.simulator.requestLog.uploads()).toEqual([
      expect.objectContaining({
        end: 'abandoned',
        username: 'acme',
        campaignName: 'Diwali',
        isAccepted: false,
      }),
    ]);
  });

  test('old requests are forgotten, and still counted', async () => {
    const scene = await startScene({ keptUploads: 2 });
    for (let sent = 0; sent < 3; sent += 1) await scene.upload({ apiKey: 'wrong' });
    const { items, received } = (await scene.json('/uploads')) as {
      items: { number: number }[];
      received: number;
    };
    expect(received).toBe(3);
    expect(items.map(({ number }) => number)).toEqual([2, 3]);
  });
});

describe('violations', () => {
  async function violationsOf(scene: Scene): Promise<unknown> {
    return (await scene.json('/uploads'))['violations'];
  }

  test('two requests of a user closer than the interval, whatever was answered', async () => {
    const clock = { ms: 0 };
    const scene = await startScene({ intervalMs: 1000 }, undefined, { now: () => clock.ms });
    await scene.upload();
    await scene.simulator.idle();
    clock.ms = 999;
    await scene.upload();
    clock.ms = 1999;
    await scene.upload();
    clock.ms = 2000;
    await scene.upload({ username: 'globex', apiKey: 'key-of-globex' });
    await scene.simulator.idle();
    expect(await violationsOf(scene)).toEqual({
      interval: [{ username: 'acme', earlier: 1, later: 2, gapMs: 999 }],
      overlap: [],
    });
  });

  test('the interval counts from the end of a request, not from its start', async () => {
    const clock = { ms: 0 };
    const scene = await startScene(
      { intervalMs: 1000, faults: [{ fault: 'callback-before-reply' }] },
      () => {
        clock.ms += 500;
        return 200;
      },
      { now: () => clock.ms },
    );
    await scene.upload();
    clock.ms = 1000;
    await scene.upload({ campaignName: 'Holi' });
    expect(await violationsOf(scene)).toMatchObject({ interval: [{ earlier: 1, later: 2, gapMs: 500 }] });
  });

  test('the request of a client that went away ended when it left, not when it would have been answered', async () => {
    const clock = { ms: 0, read: (): void => undefined };
    const leaving = new AbortController();
    const now = () => {
      clock.read();
      return clock.ms;
    };
    const leave = async () => {
      if (leaving.signal.aborted) return 200;
      const noticed = new Promise<void>((resolve) => (clock.read = resolve));
      leaving.abort();
      await noticed;
      clock.ms = 1000;
      return 200;
    };
    const config = { intervalMs: 1000, faults: [{ fault: 'callback-before-reply' as const, times: 1 }] };
    const scene = await startScene(config, leave, { now });
    const fields = { ...ACME, campaignName: 'Diwali', callBackUrl: scene.listener.url };
    const file = { name: 'contacts.csv', content: TWO_CONTACTS };
    const sent = postForm(scene.simulator.uploadUrl, { fields, file, signal: leaving.signal });
    await expect(sent).rejects.toThrow(/abort/);
    await scene.simulator.idle();
    await scene.upload({ campaignName: 'Holi' });
    expect(await violationsOf(scene)).toMatchObject({ interval: [] });
  });

  test('an upload while another one of the campaign waits for its callback', async () => {
    const scene = await startScene({ faults: [{ fault: 'callback-late', ms: 60_000, times: 1 }] });
    await scene.upload();
    await scene.upload({ campaignName: 'Holi' });
    await scene.upload({ username: 'globex', apiKey: 'key-of-globex' });
    await scene.upload({ action: 'stop' });
    await scene.upload();
    expect(await violationsOf(scene)).toEqual({
      interval: [],
      overlap: [{ username: 'acme', campaignName: 'Diwali', earlier: 1, later: 5 }],
    });
  });

  test('uploads one after another are none', async () => {
    const scene = await startScene();
    for (let sent = 0; sent < 3; sent += 1) {
      await scene.upload();
      await scene.listener.next();
    }
    expect(await violationsOf(scene)).toEqual({ interval: [], overlap: [] });
  });

  test('an upload after one that was refused, or whose callback was dropped, is not reported', async () => {
    const scene = await startScene({ faults: [{ fault: 'callback-dropped', times: 1 }] });
    await scene.upload({ campaignName: 'Busy' });
    await scene.upload({ campaignName: 'Busy' });
    await scene.upload();
    await scene.simulator.idle();
    await scene.upload();
    expect(await violationsOf(scene)).toMatchObject({ overlap: [] });
  });
});

describe('/faults', () => {
  test('rules can be given, seen and taken back', async () => {
    const scene = await startScene();
    const rule = { fault: 'reply-500', campaignName: 'Diwali', times: 3 };
    const standing = { id: 1, ...rule, probability: 1, struck: 0 };
    expect(await send(scene, 'POST', '/faults', JSON.stringify(rule))).toEqual({
      status: 201,
      json: standing,
    });
    expect((await scene.upload()).httpStatus).toBe(500);
    expect(await scene.json('/faults')).toEqual({ items: [{ ...standing, struck: 1 }] });
    expect((await send(scene, 'DELETE', '/faults/1')).status).toBe(204);
    expect((await send(scene, 'DELETE', '/faults/1')).status).toBe(404);
    await send(scene, 'POST', '/faults', JSON.stringify({ fault: 'reply-html' }));
    expect((await send(scene, 'DELETE', '/faults')).status).toBe(204);
    expect(await scene.json('/faults')).toEqual({ items: [] });
  });

  test.each([
    ['an unknown fault', '{"fault":"earthquake"}', /fault/],
    ['a member that is not known', '{"fault":"reply-500","campaign":"Diwali"}', /campaign/],
    ['no JSON', '{', /not JSON/],
    ['no body', undefined, /./],
  ])('%s is refused with the reason', async (_, body, reason) => {
    const scene = await startScene();
    const { status, json } = await send(scene, 'POST', '/faults', body);
    expect(status).toBe(400);
    expect(json).toEqual({ error: expect.stringMatching(reason) as unknown });
  });
});
