import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A stand-in for Ozonetel that says how many bytes of a request it has once it has all of them. */
const server = createServer((asked, response) => {
  let bytes = 0;
  asked.on('data', (chunk: Buffer) => (bytes += chunk.length));
  asked.on('end', () => {
    process.send?.({ received: bytes });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: 'success', message: 'Data processing' }));
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ url: `http://127.0.0.1:${port}` });
});
