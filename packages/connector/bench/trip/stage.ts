import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startConnectorProcess } from '../../test/harness/connector-process';
import { urlOf } from '../programs';
import { buildTripPrograms, startTripProgram } from './programs';

/** Whatever takes a contact file and sends it to the vendor: the connector, or the pipe in its place. */
export interface Carrier {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** File host, vendor and pipe, each in a process of its own, as they are on machines of their own in real life. */
export interface Stage {
  urlOf(file: string): string;
  readonly pipe: Carrier;
  /** A connector that nothing was sent to yet, with a new SQLite database. */
  startConnector(): Promise<Carrier>;
  /** Resolves when the vendor has so many more requests to their last byte. */
  received(requests: number): Promise<void>;
  close(): Promise<void>;
}

/** @param files by their names, which are their paths at the host */
export async function setStage(files: Readonly<Record<string, Buffer>>): Promise<Stage> {
  await buildTripPrograms();
  const folder = await mkdtemp(join(tmpdir(), 'bench-trip-'));
  const paths: Record<string, string> = {};
  for (const [name, content] of Object.entries(files)) {
    paths[`/${name}`] = join(folder, name);
    await writeFile(join(folder, name), content);
  }
  const host = startTripProgram('file-host', { FILES: JSON.stringify(paths) });
  const hostUrl = await urlOf(host);
  const vendor = startTripProgram('vendor', {});
  const vendorUrl = await urlOf(vendor);
  const pipe = startTripProgram('pipe', { VENDOR_URL: vendorUrl });
  let databases = 0;
  return {
    urlOf: (name) => `${hostUrl}/${name}`,
    pipe: { url: await urlOf(pipe), pid: pipe.pid, stop: () => pipe.stop() },
    async startConnector() {
      databases += 1;
      return startConnectorProcess({
        DATABASE_URL: `file:${join(folder, `${databases}`, 'connector.sqlite')}`,
        FETCH_ALLOWED_HOSTS: new URL(hostUrl).host,
        OZONETEL_UPLOAD_URL: vendorUrl,
      });
    },
    received(requests) {
      return new Promise((resolve) => {
        let left = requests;
        const count = (): void => {
          left -= 1;
          if (left > 0) return;
          vendor.process.off('message', count);
          resolve();
        };
        vendor.process.on('message', count);
      });
    },
    async close() {
      for (const program of [host, vendor, pipe]) await program.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
