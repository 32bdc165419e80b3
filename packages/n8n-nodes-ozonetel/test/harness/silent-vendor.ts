import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers every upload alike, remembers its callback URL, and never calls it. */
export interface SilentVendor {
  readonly url: string;
  readonly callbackUrls: string[];
  close(): Promise<void>;
}

export async function startSilentVendor(
  answer: object = { status: 'success', message: 'Data processing' },
): Promise<SilentVendor> {
  const callbackUrls: string[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      callbackUrls.push(
        /name="callBackUrl"\r\n\r\n(.*)\r\n/.exec(Buffer.concat(chunks).toString())?.[1] ?? '',
      );
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/upload`,
    callbackUrls,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
