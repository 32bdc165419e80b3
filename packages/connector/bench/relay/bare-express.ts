import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';

/** The floor: Express that reads the body and answers, and keeps nothing. */
export async function startBareExpress(): Promise<{ origin: string; close(): Promise<void> }> {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.post('/callbacks/:token', async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    JSON.parse(Buffer.concat(chunks).toString('utf8'));
    response.status(200).json({ status: 'received' });
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
