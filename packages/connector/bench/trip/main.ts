import { availableParallelism, loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, FormData, request } from 'undici';
import { API_KEY } from '../../test/harness/test-connector';
import { checkAlone, makeCsv, makeInline, makeXlsx } from './files';
import { measure, type Measured } from './measure';
import { figuresOf } from './process-figures';
import { setStage, type Carrier, type Stage } from './stage';

const AT_ONCE = 10;
const MEGABYTE = 1024 * 1024;
const IDLE = { name: 'idle', afterMs: 10_000 } as const;
const GOALS = {
  readyMs: 1_000,
  idleMemory: 90,
  timesPipe: 5,
  timesCheck: 2,
  memoryOfOne: 100,
  memoryOfMany: 300,
  memoryOfInline: 150,
  healthMs: 60,
  pauseMs: 100,
  timesWritten: 2.2,
} as const;

interface Trip {
  readonly name: string;
  /** Bytes of a contact file; there is one in each of so many requests. */
  readonly bytes: number;
  readonly files?: number;
  readonly run: (carrier: Carrier) => Promise<unknown>;
  /** What its time is compared with, and how many times that it may take. */
  readonly floor: { readonly name: string; readonly run: () => Promise<unknown>; readonly times?: number };
  readonly memoryGoal: number;
  readonly pauseGoal: number;
}

/**
 * `npm run bench -- trip`: a contact file of 50,000 × 40 from the request to its last byte at the vendor, through the
 * connector and through a bare pipe in its place. File host, vendor, client and whoever asks for `/healthz` are processes
 * of their own in both cases, which take turns.
 * @param only names of the trips to measure, or parts of them; none: all
 */
export async function main(only: readonly string[]): Promise<void> {
  const files = { csv: makeCsv(), xlsx: await makeXlsx() };
  const inline = makeInline();
  console.log(
    `CSV ${megabytes(files.csv.length)} MB, xlsx ${megabytes(files.xlsx.length)} MB, inline contacts ${megabytes(inline.length)} MB; ` +
      `Node ${process.version}, ${availableParallelism()} cores, load average ${loadavg()[0]?.toFixed(1) ?? ''}`,
  );
  const isWanted = ({ name }: { readonly name: string }) =>
    only.length === 0 || only.some((part) => name.includes(part));
  const stage = await setStage(files);
  try {
    if (isWanted(IDLE)) await measureIdle(stage);
    for (const trip of tripsOf(stage, { ...files, inline })) {
      if (!isWanted(trip)) continue;
      const connector = await stage.startConnector();
      try {
        // Its first upload loads what every upload needs, and is not the file's.
        await carry(stage, 1, () => postJson(connector, { contacts: [{ PhoneNumber: '+91 98765 43210' }] }));
        const run = () => trip.run(connector);
        report(trip, await measure(connector, { run, floor: trip.floor.run, idle: stage.pipe }));
      } finally {
        await connector.stop();
      }
    }
  } finally {
    await client.destroy();
    await stage.close();
  }
}

/** A connector with a new database that nothing is sent to. */
async function measureIdle(stage: Stage): Promise<void> {
  const begun = performance.now();
  const connector = await stage.startConnector();
  const readyMs = performance.now() - begun;
  await sleep(IDLE.afterMs);
  const memoryBytes = (await figuresOf(connector.pid))?.memoryBytes ?? NaN;
  await connector.stop();
  console.log(IDLE.name);
  tell('ready', readyMs, 'ms', GOALS.readyMs);
  tell('memory', memoryBytes / MEGABYTE, 'MB', GOALS.idleMemory);
}

function tripsOf(stage: Stage, files: { csv: Buffer; xlsx: Buffer; inline: string }): Trip[] {
  const { csv, xlsx, inline } = files;
  const byUrl = (carrier: Carrier, file: string, more: object = {}) =>
    postJson(carrier, { file: { url: stage.urlOf(file) }, ...more });
  const pipeByUrl = () => postJson(stage.pipe, { file: { url: stage.urlOf('csv') } });
  const pipe = { name: 'the pipe', run: () => carry(stage, 1, pipeByUrl) };
  const pipeByPart = { name: 'the pipe', run: () => carry(stage, 1, () => postFile(stage.pipe, csv)) };
  const pipes = { name: `${AT_ONCE} pipes`, run: () => carry(stage, AT_ONCE, () => atOnce(pipeByUrl)) };
  const one = { memoryGoal: GOALS.memoryOfOne, pauseGoal: GOALS.healthMs };
  const renamed = { columns: { City: 'Town' } };
  return [
    {
      name: 'CSV by URL',
      bytes: csv.length,
      floor: { ...pipe, times: GOALS.timesPipe },
      run: (carrier) => carry(stage, 1, () => byUrl(carrier, 'csv')),
      ...one,
    },
    {
      name: 'CSV by URL, rewritten',
      bytes: csv.length,
      floor: pipe,
      run: (carrier) => carry(stage, 1, () => byUrl(carrier, 'csv', renamed)),
      ...one,
    },
    {
      name: 'CSV by multipart',
      bytes: csv.length,
      floor: { ...pipeByPart, times: GOALS.timesPipe },
      run: (carrier) => carry(stage, 1, () => postFile(carrier, csv)),
      ...one,
    },
    {
      name: 'xlsx by URL',
      bytes: xlsx.length,
      floor: { name: 'its check alone', run: () => checkAlone(xlsx), times: GOALS.timesCheck },
      run: (carrier) => carry(stage, 1, () => byUrl(carrier, 'xlsx')),
      ...one,
    },
    {
      name: `${AT_ONCE} CSV at once`,
      bytes: csv.length,
      files: AT_ONCE,
      floor: pipes,
      run: (carrier) => carry(stage, AT_ONCE, () => atOnce(() => byUrl(carrier, 'csv'))),
      memoryGoal: GOALS.memoryOfMany,
      pauseGoal: GOALS.healthMs,
    },
    {
      name: 'inline contacts',
      bytes: inline.length,
      floor: pipe,
      run: (carrier) => carry(stage, 1, () => post(carrier, withContacts(inline))),
      memoryGoal: GOALS.memoryOfInline,
      pauseGoal: GOALS.pauseMs,
    },
  ];
}

function report(trip: Trip, measured: Measured): void {
  const { ms, floorMs, cpuMs, memoryBytes, healthMs, idleMs, writtenBytes } = measured;
  console.log(`${trip.name.padEnd(26)}${ms.toFixed(0).padStart(6)} ms, ${cpuMs.toFixed(0)} ms of CPU`);
  tell(`times ${trip.floor.name} (${floorMs.toFixed(0)} ms)`, ms / floorMs, '×', trip.floor.times);
  tell('more memory', memoryBytes / MEGABYTE, 'MB', trip.memoryGoal);
  tell(`/healthz (idle process: ${idleMs.toFixed(0)} ms)`, healthMs, 'ms', trip.pauseGoal);
  tell('times written to the disk', writtenBytes / (trip.bytes * (trip.files ?? 1)), '×', GOALS.timesWritten);
}

function tell(what: string, value: number, unit: string, goal: number | undefined): void {
  const digits = unit === '×' ? 1 : 0;
  const judged =
    goal === undefined ? '' : `  (goal: ${goal} ${unit}) ${value <= goal ? 'reached' : 'MISSED'}`;
  console.log(`    ${what.padEnd(36)}${value.toFixed(digits).padStart(6)} ${unit}${judged}`);
}

const client = new Agent({ pipelining: 0 });
let orders = 0;

/** Each to an account and a campaign of its own, so that none waits for the turn of another. */
function orderOf(more: object): object {
  orders += 1;
  return { account: { username: `acme ${orders}`, apiKey: 'k' }, campaignName: `Bench ${orders}`, ...more };
}

/** Resolves when the vendor has what the requests bring. */
async function carry(stage: Stage, files: number, ask: () => Promise<unknown>): Promise<void> {
  const received = stage.received(files);
  await Promise.all([received, ask()]);
}

function atOnce(ask: () => Promise<unknown>): Promise<unknown> {
  return Promise.all(Array.from({ length: AT_ONCE }, ask));
}

/** An upload with contacts that are JSON already. */
function withContacts(contacts: string): string {
  return `${JSON.stringify(orderOf({})).slice(0, -1)},"contacts":${contacts}}`;
}

const postJson = (carrier: Carrier, more: object) => post(carrier, JSON.stringify(orderOf(more)));

async function postFile(carrier: Carrier, csv: Buffer): Promise<void> {
  const form = new FormData();
  form.set('request', JSON.stringify(orderOf({})));
  form.set('file', new Blob([csv]), 'contacts.csv');
  await post(carrier, form);
}

async function post({ url }: Carrier, body: string | FormData): Promise<void> {
  const type = typeof body === 'string' ? { 'content-type': 'application/json' } : {};
  const answer = await request(`${url}/v1/uploads`, {
    dispatcher: client,
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}`, ...type },
    body,
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 202) throw new Error(`refused: ${answer.statusCode} ${text}`);
}

const megabytes = (bytes: number) => (bytes / MEGABYTE).toFixed(0);
