import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyFileStream } from '@fastify/busboy';
import { Agent, request } from 'undici';
import { noteSecret } from './used-secrets';

/** One request as it came to Ozonetel's endpoint. */
export interface VendorRequest {
  readonly fields: Readonly<Record<string, string>>;
  readonly file: string;
  readonly fileName: string;
  /** Milliseconds since 1970, when the whole request had come. */
  readonly at: number;
  /** Posts a callback to where this request asked for it, and resolves with the status that it got. */
  callBack(body: string | object | Buffer, contentType?: string, contentEncoding?: string): Promise<number>;
}

export interface VendorReply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** An object is sent as JSON. */
  readonly body: string | object | Buffer;
}

/** `cut`: the connection is cut after the whole request. */
export type Respond = (
  request: VendorRequest,
  index: number,
) => VendorReply | 'cut' | Promise<VendorReply | 'cut'>;

/** Ozonetel's endpoint with answers that the test writes, where the simulator is too well behaved. */
export interface Vendor {
  readonly url: string;
  readonly requests: readonly VendorRequest[];
  /** What is answered from now on. */
  respond: Respond;
  /** Resolves with the requests when so many have come. */
  until(count: number): Promise<readonly VendorRequest[]>;
  close(): Promise<void>;
}

export const PROCESSING = { body: { status: 'success', message: 'Data processing' } };
export const UPLOADED = { status: 'success', message: 'Data uploaded successfully' };
export const refusal = (message: string): VendorReply => ({ body: { status: 'error', message } });

export async function startVendor(respond: Respond = () => PROCESSING): Promise<Vendor> {
  const requests: VendorRequest[] = [];
  const waiting = new Set<() => void>();
  const dispatcher = new Agent();
  const vendor: Vendor = {
    url: '',
    requests,
    respond,
    until: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (requests.length < count) return;
          waiting.delete(look);
          resolve(requests);
        };
        waiting.add(look);
        look();
      }),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await dispatcher.destroy();
    },
  };
  const server = createServer((incoming, response) => {
    void readForm(incoming, dispatcher)
      .then(async (received) => {
        const index = requests.push(received) - 1;
        waiting.forEach((look) => look());
        write(response, await vendor.respond(received, index));
      })
      .catch(() => incoming.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(vendor, { url: `http://127.0.0.1:${port}/upload` });
}

const bytesOf = (body: string | object | Buffer): string | Buffer =>
  typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);

async function readForm(incoming: IncomingMessage, dispatcher: Agent): Promise<VendorRequest> {
  const fields: Record<string, string> = {};
  const chunks: Buffer[] = [];
  let fileName = '';
  const form = new Busboy({
    headers: { ...incoming.headers, 'content-type': incoming.headers['content-type'] ?? '' },
  });
  form.on('field', (name, value) => (fields[name] = value));
  form.on('file', (_field: string, stream: BusboyFileStream, name: string) => {
    fileName = name;
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  });
  await pipeline(incoming, form);
  const callBackUrl = fields['callBackUrl'] ?? '';
  noteSecret(callBackUrl.split('/').at(-1));
  return {
    fields,
    file: Buffer.concat(chunks).toString('utf8'),
    fileName,
    at: Date.now(),
    async callBack(body, contentType, contentEncoding) {
      const answer = await request(callBackUrl, {
        method: 'POST',
        dispatcher,
        headers: {
          ...(contentType === undefined ? {} : { 'content-type': contentType }),
          ...(contentEncoding === undefined ? {} : { 'content-encoding': contentEncoding }),
        },
        body: bytesOf(body),
      });
      await answer.body.dump();
      return answer.statusCode;
    },
  };
}

function write(response: ServerResponse, reply: VendorReply | 'cut'): void {
  if (reply === 'cut') {
    response.socket?.destroy();
    return;
  }
  const { status = 200, headers, body } = reply;
  response.writeHead(status, headers).end(bytesOf(body));
}

/** A reply that the test lets go. */
export function holdReply(): { reply: Promise<VendorReply>; release(reply?: VendorReply): void } {
  let release: (reply: VendorReply) => void = () => undefined;
  const reply = new Promise<VendorReply>((resolve) => (release = resolve));
  return { reply, release: (given = PROCESSING) => release(given) };
}
