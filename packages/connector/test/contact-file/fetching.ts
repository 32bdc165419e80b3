import { readFile, stat } from 'node:fs/promises';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ContactFileError } from '../../src/contact-file/contact-file-error';
import { fetchContactFile, type FetchOptions } from '../../src/contact-file/fetch-contact-file';
import { createScratch } from './checking';

export const CSV = 'PhoneNumber,Name\n9876543210,Asha\n';

type Options = Partial<FetchOptions> & { headers?: Record<string, string> };

/** Servers of files and what is fetched from them; `closeServers` belongs into afterEach, `remove` into afterAll. */
export async function createFetching() {
  const scratch = await createScratch();
  let servers: Server[] = [];
  let target = '';
  const fetched = async (url: string, options: Options = {}) => {
    const { headers = {}, ...rest } = options;
    target = join(await scratch.folder(), 'target');
    const file = await fetchContactFile({ url, headers }, target, {
      maxBytes: 10_000_000,
      timeoutMs: 10_000,
      allowedHosts: [],
      ...rest,
    });
    return { ...file, text: await readFile(target, 'utf8') };
  };
  return {
    fetched,
    /** A server on 127.0.0.1; returns its host with port. */
    async serve(listener: RequestListener): Promise<string> {
      const server = createServer(listener);
      servers.push(server);
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      return `127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    async refusal(url: string, options: Options = {}): Promise<ContactFileError> {
      const error: unknown = await fetched(url, options).catch((thrown: unknown) => thrown);
      if (!(error instanceof ContactFileError)) throw new Error('No refusal.', { cause: error });
      return error;
    },
    /** Resolves when so many bytes of what is being fetched were saved, or the answer is over. */
    async untilSaved(bytes: number, response: ServerResponse): Promise<void> {
      while (!response.closed && (await stat(target)).size < bytes) await setImmediate();
    },
    async closeServers(): Promise<void> {
      await Promise.all(
        servers.map((server) => {
          server.closeAllConnections();
          return new Promise((closed) => server.close(closed));
        }),
      );
      servers = [];
    },
    remove: () => scratch.remove(),
  };
}

export type Fetching = Awaited<ReturnType<typeof createFetching>>;

/** Names and the addresses that they have: those of one answer in an array, one answer after another. */
export function names(answers: Readonly<Record<string, readonly (readonly string[])[]>>): LookupFunction {
  const asked: Record<string, number> = {};
  return (hostname, _options, callback) => {
    const turn = (asked[hostname] = (asked[hostname] ?? -1) + 1);
    const all = answers[hostname] ?? [];
    const found = all[Math.min(turn, all.length - 1)] ?? [];
    callback(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
}
