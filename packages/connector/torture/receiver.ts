import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { ReceivedTry } from './verify';

/** A stand-in for n8n that is down about half of the time: it answers 503, or cuts the line. */
export interface FlakyReceiver {
  readonly url: string;
  readonly tries: readonly ReceivedTry[];
  /** From now on it is up. */
  recover(): void;
  close(): Promise<void>;
}

/** How long it is up or down at a stretch, at most. */
const MAX_STRETCH_MS = 1_500;

export async function startFlakyReceiver(random: () => number): Promise<FlakyReceiver> {
  const tries: ReceivedTry[] = [];
  let isUp = true;
  let timer: NodeJS.Timeout | undefined;
  const turn = (): void => {
    isUp = !isUp;
    timer = setTimeout(turn, random() * MAX_STRETCH_MS);
  };
  const server = createServer((request, response) => {
    void buffer(request).then(
      (body) => {
        const eventId = String(request.headers['webhook-id']);
        tries.push({ eventId, body: body.toString('utf8'), isTaken: isUp });
        if (isUp) response.writeHead(204).end();
        else if (random() < 0.5) response.writeHead(503).end();
        else request.socket.destroy();
      },
      () => undefined,
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  turn();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    tries,
    recover() {
      clearTimeout(timer);
      isUp = true;
    },
    async close() {
      clearTimeout(timer);
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
