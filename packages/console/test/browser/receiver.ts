import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where events are posted to, and what it answers. */
export interface Receiver {
  readonly url: string;
  /** The status of each answer from now on. */
  status: number;
  /** `webhook-id` of the events that were answered with 2xx. */
  readonly taken: readonly string[];
  /** Resolves once so many events were answered with 2xx. */
  untilTaken(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const taken: string[] = [];
  const arrivals = new EventEmitter();
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      if (receiver.status < 300) taken.push(String(request.headers['webhook-id']));
      arrivals.emit('arrival');
      response.writeHead(receiver.status).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    status: 500,
    taken,
    async untilTaken(count: number) {
      while (taken.length < count) await once(arrivals, 'arrival');
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}
