import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';

/** A host of contact files: each path of the environment's `FILES`, a JSON object, answers with a file from memory. */
const files = new Map(
  Object.entries(JSON.parse(process.env['FILES'] ?? '{}') as Record<string, string>).map(
    ([path, file]) => [path, readFileSync(file)] as const,
  ),
);

const server = createServer((asked, response) => {
  const content = files.get(asked.url ?? '');
  if (content === undefined) response.writeHead(404).end();
  else response.writeHead(200, { 'content-length': content.length }).end(content);
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ url: `http://127.0.0.1:${port}` });
});
