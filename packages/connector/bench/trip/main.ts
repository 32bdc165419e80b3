import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { FormData, request } from 'undici';
import { API_KEY, startBenchConnector } from '../relay/bench-connector';

const ROWS = 50_000;
const COLUMNS = 40;
const RUNS = 3;
const MEGABYTE = 1024 * 1024;
const HEADERS = { authorization: `Bearer ${API_KEY}` };

/**
 * `npm run bench -- trip`: a CSV of 50,000 × 40 from its arrival, by URL and by multipart, to the end of its check,
 * against piping its bytes over HTTP in the same run. Host, client and connector share one process: the memory is that
 * of all three, over what was in use before the run.
 */
export async function main(): Promise<void> {
  const csv = makeCsv();
  console.log(
    `Trip of ${(csv.length / MEGABYTE).toFixed(1)} MB; Node ${process.version}, ${availableParallelism()} cores`,
  );
  const files = await serve((_, response) => response.end(csv));
  const connector = await startBenchConnector(() => Promise.resolve(), {
    FETCH_ALLOWED_HOSTS: files.host,
    OZONETEL_UPLOAD_URL: `http://${files.host}/`,
  });
  const upload = async (body: string | FormData): Promise<void> => {
    const type = typeof body === 'string' ? { 'content-type': 'application/json' } : {};
    const answer = await request(`${connector.url}/v1/uploads`, {
      method: 'POST',
      headers: { ...HEADERS, ...type },
      body,
    });
    await untilChecked(connector.url, ((await answer.body.json()) as { id: string }).id);
  };
  const order = { account: { username: 'acme', apiKey: 'k' }, campaignName: 'Bench', dryRun: true };
  const trips: Record<string, () => Promise<unknown>> = {
    pipe: () => pipe(`http://${files.host}/`),
    'by URL': () => upload(JSON.stringify({ ...order, file: { url: `http://${files.host}/contacts.csv` } })),
    'by multipart': () => {
      const form = new FormData();
      form.set('request', JSON.stringify(order));
      form.set('file', new Blob([csv]), 'contacts.csv');
      return upload(form);
    },
  };
  let pipeMs = 0;
  for (const [name, trip] of Object.entries(trips)) {
    const best = await measureBest(trip, connector.url);
    if (name === 'pipe') pipeMs = best.ms;
    const written =
      best.written === undefined ? 'unknown' : `${(best.written / csv.length).toFixed(1)} × the file`;
    console.log(
      `${name.padEnd(14)}${best.ms.toFixed(0).padStart(6)} ms  ${(best.ms / pipeMs).toFixed(1)} × the pipe, ` +
        `${(best.memory / MEGABYTE).toFixed(0)} MB more memory, /healthz within ${best.healthMs.toFixed(0)} ms, written ${written}`,
    );
  }
  await connector.close();
  files.close();
}

interface Measured {
  readonly ms: number;
  readonly memory: number;
  readonly healthMs: number;
  readonly written: number | undefined;
}

async function measureBest(trip: () => Promise<unknown>, url: string): Promise<Measured> {
  const runs: Measured[] = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await measure(trip, url));
  return runs.reduce((best, run) => (run.ms < best.ms ? run : best));
}

async function measure(trip: () => Promise<unknown>, url: string): Promise<Measured> {
  const idle = process.memoryUsage().rss;
  const before = await bytesWritten();
  const watch = new AbortController();
  let memory = 0;
  let healthMs = 0;
  const watching = (async () => {
    while (!watch.signal.aborted) {
      const asked = performance.now();
      const { body } = await request(`${url}/healthz`);
      await body.dump();
      healthMs = Math.max(healthMs, performance.now() - asked);
      memory = Math.max(memory, process.memoryUsage().rss - idle);
      await sleep(5);
    }
  })();
  const started = performance.now();
  await trip();
  const ms = performance.now() - started;
  watch.abort();
  await watching;
  const after = await bytesWritten();
  const written = before === undefined || after === undefined ? undefined : after - before;
  return { ms, memory, healthMs, written };
}

async function untilChecked(url: string, id: string): Promise<void> {
  const { body } = await request(`${url}/v1/uploads/${id}/events`, { headers: HEADERS });
  let text = '';
  for await (const chunk of body as AsyncIterable<Buffer>) text += chunk.toString();
  if (!text.includes('"state":"succeeded"'))
    throw new Error(`The upload did not succeed: ${text.slice(-500)}`);
}

/** From one HTTP server through this process to nowhere, as fast as bytes go. */
async function pipe(url: string): Promise<void> {
  const { body } = await request(url);
  await body.dump({ limit: Number.MAX_SAFE_INTEGER });
}

/** What this process has had written, as Linux counts it. */
async function bytesWritten(): Promise<number | undefined> {
  const io = await readFile('/proc/self/io', 'utf8').catch(() => '');
  const found = /^write_bytes: (\d+)/m.exec(io);
  return found === null ? undefined : Number(found[1]);
}

async function serve(listener: RequestListener): Promise<{ host: string; close(): void }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function makeCsv(): Buffer {
  const header = ['PhoneNumber', ...Array.from({ length: COLUMNS - 1 }, (_, column) => `Column ${column}`)];
  const rows = Array.from({ length: ROWS }, (_, row) =>
    [
      String(9_800_000_000 + row),
      ...Array.from({ length: COLUMNS - 1 }, (_, column) => `cell ${row % 97} ${column}`),
    ].join(','),
  );
  return Buffer.from(`${header.join(',')}\r\n${rows.join('\r\n')}\r\n`);
}
