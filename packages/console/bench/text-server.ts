import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TextServer {
  readonly url: string;
  /** What it answers from now on: a page of this text and nothing else. */
  serve(text: string): void;
  close(): Promise<void>;
}

/** A page that shows a text, for comparison with one that does more. */
export async function startTextServer(): Promise<TextServer> {
  let html = '';
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8').end(html);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    serve(text) {
      const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
      html = `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Text</title><pre>${escaped}</pre></html>`;
    },
    async close() {
      server.closeAllConnections();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}
