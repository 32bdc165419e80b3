import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A receiver of events in a process of its own. Tells its parent when each upload's event arrived. */
export interface Arrival {
  readonly uploadId: string;
  /** Milliseconds since 1970, with fractions. */
  readonly at: number;
}

const seen = new Set<string>();
let arrivals: Arrival[] = [];

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { data } = JSON.parse(Buffer.concat(chunks).toString()) as { data: { id: string } };
    if (!seen.has(data.id))
      arrivals.push({ uploadId: data.id, at: performance.timeOrigin + performance.now() });
    seen.add(data.id);
    response.writeHead(204).end();
  });
}).listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events` });
});

setInterval(() => {
  if (arrivals.length === 0) return;
  process.send?.({ arrivals });
  arrivals = [];
}, 10);
