import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough, type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Busboy } from '@fastify/busboy';
import FormData from 'form-data';
import { request } from 'undici';

/**
 * What stands in the connector's place for the floor: takes the requests that the connector takes, and streams the file
 * to the vendor as it comes, through the same libraries. It checks and stores nothing.
 */
const vendor = process.env['VENDOR_URL'] ?? '';

const server = createServer((asked, response) => {
  if (asked.method !== 'POST') {
    response.end('ok');
    return;
  }
  const isMultipart = asked.headers['content-type']?.startsWith('multipart/') === true;
  (isMultipart ? passPart(asked) : passUrl(asked)).then(
    () => response.writeHead(202).end(),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});

async function passUrl(asked: IncomingMessage): Promise<void> {
  const { file } = JSON.parse((await buffer(asked)).toString()) as { file: { url: string } };
  const { body, headers } = await request(file.url);
  await send(body, Number(headers['content-length']));
}

function passPart(asked: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    const busboy = new Busboy({
      headers: { ...asked.headers, 'content-type': asked.headers['content-type'] ?? '' },
    });
    busboy.on('file', (_name, stream: Readable) => void send(stream, undefined).then(resolve, reject));
    busboy.on('error', reject);
    asked.pipe(busboy);
  });
}

async function send(content: Readable, bytes: number | undefined): Promise<void> {
  const form = new FormData();
  form.append('file', content, {
    filename: 'contacts.csv',
    ...(bytes === undefined ? {} : { knownLength: bytes }),
  });
  const body = form.pipe(new PassThrough());
  const length = bytes === undefined ? {} : { 'content-length': String(form.getLengthSync()) };
  const answer = await request(vendor, {
    method: 'POST',
    headers: { ...form.getHeaders(), ...length },
    body,
  });
  await answer.body.dump();
}

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ url: `http://127.0.0.1:${port}` });
});
