import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Whoever the connector posts to: the vendor, or a receiver of events. */
export interface Counterpart {
  /** With a slash at its end. */
  readonly url: string;
  /** There is one listener at a time. */
  onArrival(listener: () => void): void;
  close(): void;
}

/** Takes every request, and answers each with the same body. */
export async function startCounterpart(answer = ''): Promise<Counterpart> {
  let arrived: () => void = () => undefined;
  const server = createServer((request, response) => {
    arrived();
    request.resume();
    request.on('end', () => response.end(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    onArrival: (listener) => (arrived = listener),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
