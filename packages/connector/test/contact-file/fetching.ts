import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { ContactFileError } from '../../src/contact-file/contact-file-error';
import { fetchContactFile, type FetchOptions } from '../../src/contact-file/fetch-contact-file';
import type { FileWriter } from '../../src/store/spool/file-writer';
import { bytesOf, createScratch } from './checking';

export const CSV = 'PhoneNumber,Name\n9876543210,Asha\n';

type Options = Partial<FetchOptions> & { headers?: Record<string, string> };

/** Servers of files and what is fetched from them; `closeServers` belongs into afterEach, `remove` into afterAll. */
export async function createFetching() {
  const scratch = await createScratch();
  let servers: Server[] = [];
  let saved = 0;
  const createFile = (): FileWriter => {
    const writer = scratch.createFile();
    saved = 0;
    return {
      ...writer,
      async write(piece) {
        await writer.write(piece);
        saved += piece.length;
      },
    };
  };
  const fetched = async (url: string, options: Options = {}) => {
    const { headers = {}, ...rest } = options;
    const file = await fetchContactFile({ url, headers }, createFile, {
      maxBytes: 10_000_000,
      timeoutMs: 10_000,
      allowedHosts: [],
      ...rest,
    });
    return { bytes: file.bytes, text: (await bytesOf(file)).toString() };
  };
  return {
    fetched,
    /** From a host of this machine, by whichever of its names. */
    fetchedFrom: (host: string, path = '/list.csv', headers: Record<string, string> = {}) =>
      fetched(`http://${host}${path}`, { allowedHosts: ['127.0.0.1', 'localhost'], headers }),
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
      while (!response.closed && saved < bytes) await setImmediate();
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
