import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import { DATABASE_KINDS } from '../harness/databases';
import { expectProblem } from '../harness/problems';
import { openScene, type Scene } from '../harness/scene';
import { API_KEY } from '../harness/test-connector';
import { PROCESSING, UPLOADED } from '../harness/vendor';

const MAX_OPEN_STREAMS = 1_000;

describe.each(DATABASE_KINDS)('a stream of events on %s', (kind) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene(kind, { env: { RATE_LIMIT_PER_MINUTE: '1000000' } });
    scene.vendor.respond = () => PROCESSING;
  });
  afterAll(() => scene.close());

  const requestFor = (id: string) =>
    `GET /v1/uploads/${id}/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${API_KEY}\r\n\r\n`;

  const ask = async (text: string): Promise<Socket> => {
    const { hostname, port } = new URL(scene.connector.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(text);
    return socket;
  };

  const openStreams = async (): Promise<number> => {
    const { text } = await scene.connector.call('GET', '/metrics');
    return Number(/^ozonetel_open_streams (\d+)$/m.exec(text)?.[1]);
  };

  const untilOpen = async (count: number): Promise<void> => {
    while ((await openStreams()) !== count);
  };

  const untilRead = async (socket: Socket, what: RegExp): Promise<string> => {
    let text = '';
    for await (const chunk of socket) {
      text += String(chunk);
      if (what.test(text)) break;
    }
    return text;
  };

  it('costs nothing any more when its client has left, however early that was', async () => {
    const { upload } = await scene.send();
    const stays = await ask(requestFor(upload.id));
    await untilOpen(1);
    const sockets = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const socket = await ask(requestFor(upload.id).repeat(index % 3 === 0 ? 3 : 1));
        // Some leave before the connector has read their request, some while it is being answered.
        if (index % 2 === 0) await once(socket, 'data');
        socket.resetAndDestroy();
        return socket;
      }),
    );
    expect(sockets.every((socket) => socket.destroyed)).toBe(true);
    // A request that is answered after all of theirs.
    await scene.get(upload.id);
    await untilOpen(1);
    stays.destroy();
    await untilOpen(0);
  });

  it('shows the same changes to all who watch an upload, and ends with it', async () => {
    const { upload, request } = await scene.send();
    const watching = Array.from({ length: 5 }, () => scene.connector.until(upload.id, 'succeeded'));
    await untilOpen(5);
    await request.callBack(UPLOADED);
    const seen: Upload[] = await Promise.all(watching);
    expect(seen.map(({ outcome }) => outcome?.source)).toEqual(Array(5).fill('callback'));
    await untilOpen(0);
  });

  it('is not opened by HEAD', async () => {
    const { upload } = await scene.send();
    const answer = await scene.connector.call('HEAD', `/v1/uploads/${upload.id}/events`);
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(answer.headers['content-type']).toMatch(/^text\/event-stream/);
    expect(await openStreams()).toBe(0);
  });

  it('is refused with the time of the next try while a thousand are open', async () => {
    const { upload } = await scene.send();
    const sockets = await Promise.all(
      Array.from({ length: MAX_OPEN_STREAMS }, () => ask(requestFor(upload.id))),
    );
    await untilOpen(MAX_OPEN_STREAMS);
    const refused = await scene.connector.call('GET', `/v1/uploads/${upload.id}/events`);
    expectProblem(refused, 503, 'unavailable');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    sockets.forEach((socket) => socket.destroy());
    await untilOpen(0);
    const again = await ask(requestFor(upload.id));
    expect(await untilRead(again, /^data: /m)).toContain('event: upload');
  });
});
