import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HeardCallback {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

export interface CallbackListener {
  readonly url: string;
  readonly heard: HeardCallback[];
  /** Resolves with the next callback that was not taken yet. */
  readonly next: () => Promise<HeardCallback>;
  readonly close: () => Promise<void>;
}

/** Listens for callbacks. @param answer gives the HTTP status of each */
export async function listenForCallbacks(
  answer: (callback: HeardCallback) => number | Promise<number> = () => 200,
): Promise<CallbackListener> {
  const heard: HeardCallback[] = [];
  const untaken: HeardCallback[] = [];
  const waiting: ((callback: HeardCallback) => void)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const callback = {
        method: request.method,
        path: request.url,
        contentType: request.headers['content-type'],
        body: Buffer.concat(chunks).toString('utf8'),
      };
      heard.push(callback);
      const taker = waiting.shift();
      if (taker === undefined) untaken.push(callback);
      else taker(callback);
      void Promise.resolve(answer(callback)).then((status) => response.writeHead(status).end());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/callbacks/secret-token`,
    heard,
    next: () => {
      const ready = untaken.shift();
      return ready === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(ready);
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
