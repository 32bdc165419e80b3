import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { UploadEvent } from '@ozonetel-bulk-upload/shared-types';

export interface ReceivedEvent {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly event: UploadEvent;
}

export interface Receiver {
  readonly url: string;
  /** What came, in its order, refused tries too. */
  readonly received: readonly ReceivedEvent[];
  /** Resolves when so many tries have come. */
  until(count: number): Promise<readonly ReceivedEvent[]>;
  close(): Promise<void>;
}

interface ReceiverAnswer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

export type Respond = (
  event: ReceivedEvent,
  index: number,
) => ReceiverAnswer | 'never' | Promise<ReceiverAnswer>;

/** A stand-in for the receiver of events; answers 200 unless told otherwise. */
export async function startReceiver(respond: Respond = () => ({ status: 200 }), port = 0): Promise<Receiver> {
  const received: ReceivedEvent[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    void readText(request).then((body) => {
      const entry = {
        path: request.url ?? '',
        headers: request.headers,
        body,
        event: JSON.parse(body) as UploadEvent,
      };
      received.push(entry);
      const answer = respond(entry, received.length - 1);
      waiting.forEach((look) => look());
      void Promise.resolve(answer).then((given) => {
        if (given !== 'never') response.writeHead(given.status, given.headers).end(given.body);
      });
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    until: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (received.length < count) return;
          waiting.delete(look);
          resolve(received);
        };
        waiting.add(look);
        look();
      }),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
