import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { API_KEY } from './bench-connector';

export interface Vendor {
  readonly url: string;
  /** There is one listener at a time. */
  onArrival(listener: () => void): void;
  close(): void;
}

/** Takes every contact file, and posts no callback. */
export async function startVendor(): Promise<Vendor> {
  let arrived: () => void = () => undefined;
  const server = createServer((request, response) => {
    arrived();
    request.resume();
    request.on('end', () => response.end('{"status":"success","message":"Data processing"}'));
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

/** An upload of one contact. @param number of its account, which waits for nobody */
export async function upload(origin: string, number: number): Promise<void> {
  const response = await fetch(`${origin}/v1/uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      account: { username: `uploader-${number}`, apiKey: 'vendor-key-of-the-bench' },
      campaignName: 'Diwali',
      contacts: [{ PhoneNumber: '9876543210', Name: 'Asha' }],
    }),
  });
  if (response.status !== 202) throw new Error(`an upload was answered with ${response.status}`);
  await response.arrayBuffer();
}
