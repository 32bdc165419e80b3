import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { request } from 'undici';
import { DATABASE_KINDS } from '../harness/databases';
import { openScene, type Scene } from '../harness/scene';
import { PROCESSING, UPLOADED } from '../harness/vendor';

const STRANGER = '/callbacks/a-token-that-nobody-gave-out-0123456789';
const MEBIBYTE = 1024 * 1024;

describe.each(DATABASE_KINDS)('a callback of a stranger, on %s,', (kind) => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await openScene(kind);
    scene.vendor.respond = () => PROCESSING;
  });
  afterAll(() => scene.close());

  const post = async (path: string, body: string) => {
    const answer = await request(scene.connector.url + path, { method: 'POST', body });
    await answer.body.dump();
    return answer.statusCode;
  };

  /** Declares a body of 2 MiB and sends only its beginning. */
  const begin = (path: string, bytes: number): Socket => {
    const { port, hostname } = new URL(scene.connector.url);
    const socket = connect(Number(port), hostname);
    socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${2 * MEBIBYTE}\r\n\r\n`);
    socket.write(Buffer.alloc(bytes, 'x'));
    return socket;
  };

  it('is 404, whatever its size', async () => {
    expect(await post(STRANGER, '{}')).toBe(404);
    expect(await post(STRANGER, 'x'.repeat(MEBIBYTE))).toBe(404);
    expect(await post(STRANGER, 'x'.repeat(8 * MEBIBYTE))).toBe(404);
  });

  it('is answered before its body has come', async () => {
    const socket = begin(STRANGER, 100);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 404 /);
    socket.destroy();
  });

  it('is logged a few times a minute, and the others are counted', async () => {
    for (let count = 0; count < 50; count += 1) expect(await post(STRANGER, '{}')).toBe(404);
    const lines = scene.connector.logged().match(/a callback came with a token/g) ?? [];
    expect(lines.length).toBeLessThanOrEqual(2 * 3);
  });

  it('that goes away in the middle of its body takes nothing with it', async () => {
    const { upload, request: sent } = await scene.send();
    await scene.connector.until(upload.id, 'processing');
    const { pathname } = new URL(sent.fields['callBackUrl']!);
    for (const path of [STRANGER, pathname]) {
      for (const bytes of [0, 1, 16 * 1024, 17 * 1024, MEBIBYTE]) {
        const socket = begin(path, bytes);
        await once(socket, 'connect');
        socket.resetAndDestroy();
      }
    }
    const large = { ...UPLOADED, padding: 'x'.repeat(MEBIBYTE) };
    expect(await sent.callBack(large)).toBe(200);
    await scene.connector.until(upload.id, 'succeeded');
  });
});
