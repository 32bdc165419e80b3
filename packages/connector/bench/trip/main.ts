import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FormData, request } from 'undici';
import { startConnectorProcess, type ConnectorProcess } from '../../test/harness/connector-process';
import { startFileHost } from '../../test/harness/file-host';
import { API_KEY } from '../../test/harness/test-connector';
import { checkAlone, makeCsv, makeInline, makeXlsx } from './files';
import { figuresOf } from './process-figures';
import { watchHealth } from './watch-health';

const RUNS = 3;
const AT_ONCE = 10;
const MEGABYTE = 1024 * 1024;
const ORDER = { account: { username: 'acme', apiKey: 'k' }, campaignName: 'Bench', dryRun: true };

interface Trip {
  readonly name: string;
  readonly run: () => Promise<unknown>;
  /** Bytes that come to the connector; none come where it takes no part. */
  readonly bytes: number | undefined;
  /** The name of the trip that its time is compared with. */
  readonly against?: string;
}

/**
 * `npm run bench -- trip`: a contact file of 50,000 × 40 from its arrival to the end of its check, against piping its
 * bytes over HTTP, or against its check alone, in the same run. The connector is a process of its own, as built.
 */
export async function main(): Promise<void> {
  const [csv, xlsx, inline] = [makeCsv(), await makeXlsx(), makeInline(ORDER)];
  console.log(
    `CSV ${megabytes(csv.length)} MB, xlsx ${megabytes(xlsx.length)} MB, inline contacts ${megabytes(inline.length)} MB; ` +
      `Node ${process.version}, ${availableParallelism()} cores`,
  );
  const host = await startFileHost((asked, response) => response.end(asked.url === '/xlsx' ? xlsx : csv));
  const folder = await mkdtemp(join(tmpdir(), 'bench-trip-'));
  const connector = await startConnectorProcess({
    DATABASE_URL: `file:${join(folder, 'connector.sqlite')}`,
    FETCH_ALLOWED_HOSTS: host.host,
    OZONETEL_UPLOAD_URL: `http://${host.host}/`,
  });
  const byUrl = (path: string, username = 'acme') =>
    upload(connector, JSON.stringify({ ...orderOf(username), file: { url: `http://${host.host}/${path}` } }));
  const trips: Trip[] = [
    { name: 'pipe', run: () => pipe(`http://${host.host}/csv`), bytes: undefined },
    { name: 'CSV by URL', run: () => byUrl('csv'), bytes: csv.length, against: 'pipe' },
    { name: 'CSV by multipart', run: () => byMultipart(connector, csv), bytes: csv.length, against: 'pipe' },
    { name: 'check of xlsx', run: () => checkAlone(xlsx), bytes: undefined },
    { name: 'xlsx by URL', run: () => byUrl('xlsx'), bytes: xlsx.length, against: 'check of xlsx' },
    {
      name: `${AT_ONCE} CSV at once`,
      run: () => Promise.all(Array.from({ length: AT_ONCE }, (_, index) => byUrl('csv', `acme ${index}`))),
      bytes: AT_ONCE * csv.length,
      against: 'pipe',
    },
    { name: 'inline contacts', run: () => upload(connector, inline), bytes: inline.length, against: 'pipe' },
  ];
  try {
    const best = new Map<string, number>();
    for (const trip of trips) {
      const measured = await measureBest(trip, connector);
      best.set(trip.name, measured.ms);
      console.log(lineOf(trip, measured, best.get(trip.against ?? '')));
    }
  } finally {
    await connector.stop();
    host.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Measured {
  readonly ms: number;
  /** Of the bench, which is host, client and pipe. */
  readonly ownCpuMs: number;
  /** Of the connector. */
  readonly cpuMs: number;
  readonly memory: number;
  readonly healthMs: number;
  readonly written: number;
}

function lineOf({ name, bytes }: Trip, measured: Measured, comparedMs: number | undefined): string {
  const time = `${name.padEnd(18)}${measured.ms.toFixed(0).padStart(6)} ms`;
  if (bytes === undefined) return `${time}, ${measured.ownCpuMs.toFixed(0)} ms of CPU`;
  const times = comparedMs === undefined ? '' : ` ${(measured.ms / comparedMs).toFixed(1)} ×,`;
  return (
    `${time}${times} ${measured.cpuMs.toFixed(0)} ms of CPU, ${megabytes(measured.memory)} MB more memory, ` +
    `/healthz within ${measured.healthMs.toFixed(0)} ms, written ${(measured.written / bytes).toFixed(1)} × the file`
  );
}

/** The fastest of some runs, with the most memory and the longest pause of all of them. */
async function measureBest(trip: Trip, connector: ConnectorProcess): Promise<Measured> {
  const runs: Measured[] = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await measure(trip.run, connector));
  const fastest = runs.reduce((best, run) => (run.ms < best.ms ? run : best));
  return {
    ...fastest,
    memory: Math.max(...runs.map(({ memory }) => memory)),
    healthMs: Math.max(...runs.map(({ healthMs }) => healthMs)),
  };
}

async function measure(trip: () => Promise<unknown>, { pid, url }: ConnectorProcess): Promise<Measured> {
  const before = await figuresOf(pid);
  const ownBefore = process.cpuUsage();
  const health = await watchHealth(url);
  const watch = new AbortController();
  let peak = 0;
  const watching = (async () => {
    while (!watch.signal.aborted) {
      peak = Math.max(peak, (await figuresOf(pid))?.memoryBytes ?? NaN);
      await sleep(5);
    }
  })();
  const started = performance.now();
  await trip();
  const ms = performance.now() - started;
  watch.abort();
  await watching;
  const healthMs = await health.end();
  const after = await figuresOf(pid);
  const own = process.cpuUsage(ownBefore);
  return {
    ms,
    ownCpuMs: (own.user + own.system) / 1000,
    cpuMs: (after?.cpuMs ?? NaN) - (before?.cpuMs ?? NaN),
    memory: peak - (before?.memoryBytes ?? NaN),
    healthMs,
    written: (after?.writtenBytes ?? NaN) - (before?.writtenBytes ?? NaN),
  };
}

const orderOf = (username: string) => ({ ...ORDER, account: { ...ORDER.account, username } });

async function byMultipart(connector: ConnectorProcess, csv: Buffer): Promise<void> {
  const form = new FormData();
  form.set('request', JSON.stringify(ORDER));
  form.set('file', new Blob([csv]), 'contacts.csv');
  await upload(connector, form);
}

async function upload(connector: ConnectorProcess, body: string | FormData): Promise<void> {
  const type = typeof body === 'string' ? { 'content-type': 'application/json' } : {};
  const answer = await request(`${connector.url}/v1/uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}`, ...type },
    body,
  });
  await connector.until(((await answer.body.json()) as { id: string }).id, 'succeeded');
}

/** From one HTTP server through this process to nowhere, as fast as bytes go. */
async function pipe(url: string): Promise<void> {
  const { body } = await request(url);
  await body.dump({ limit: Number.MAX_SAFE_INTEGER });
}

const megabytes = (bytes: number) => (bytes / MEGABYTE).toFixed(0);
