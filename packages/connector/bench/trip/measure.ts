import { setTimeout as sleep } from 'node:timers/promises';
import { nextMessage } from '../programs';
import { median } from '../relay/statistics';
import { figuresOf } from './process-figures';
import { startTripProgram } from './programs';
import type { Carrier } from './stage';

/** Medians of some runs; the most memory and the longest answer of all of them. */
export interface Measured {
  readonly ms: number;
  /** Of what it is compared with, run in turn with it: the machine was as busy. */
  readonly floorMs: number;
  readonly cpuMs: number;
  readonly writtenBytes: number;
  /** What the process has more than before the first run. */
  readonly memoryBytes: number;
  /** What `/healthz` took at most. */
  readonly healthMs: number;
  /** What a process with nothing to do took at most to answer, asked at the same time: the machine's share. */
  readonly idleMs: number;
}

/** Runs that are not counted: code is compiled as it runs. */
const WARM_RUNS = 2;
const RUNS = 7;
const LOOK_MS = 5;

interface Compared {
  /** A trip, from its request to its last byte at the vendor. */
  readonly run: () => Promise<unknown>;
  readonly floor: () => Promise<unknown>;
  /** A process that has nothing to do during the trip. */
  readonly idle: Carrier;
}

export async function measure(carrier: Carrier, { run, floor, idle }: Compared): Promise<Measured> {
  const idleBytes = (await figuresOf(carrier.pid))?.memoryBytes ?? NaN;
  const health = startTripProgram('ask-health', {
    URLS: JSON.stringify([`${carrier.url}/healthz`, `${idle.url}/healthz`]),
  });
  await nextMessage(health);
  const memory = watchMemory(carrier.pid);
  const runs: Pick<Measured, 'ms' | 'floorMs' | 'cpuMs' | 'writtenBytes'>[] = [];
  for (let index = 0; index < WARM_RUNS + RUNS; index += 1) {
    const floorMs = await timeOf(floor);
    const measured = await measureOnce(carrier, run);
    if (index >= WARM_RUNS) runs.push({ ...measured, floorMs });
  }
  const peak = await memory.end();
  const told = nextMessage<{ worst: [number, number] }>(health);
  health.process.send('end');
  const [healthMs, idleMs] = (await told).worst;
  return {
    ms: median(runs.map(({ ms }) => ms)),
    floorMs: median(runs.map(({ floorMs }) => floorMs)),
    cpuMs: median(runs.map(({ cpuMs }) => cpuMs)),
    writtenBytes: median(runs.map(({ writtenBytes }) => writtenBytes)),
    memoryBytes: peak - idleBytes,
    healthMs,
    idleMs,
  };
}

async function measureOnce({ pid }: Carrier, run: () => Promise<unknown>) {
  const before = await figuresOf(pid);
  const ms = await timeOf(run);
  const after = await figuresOf(pid);
  return {
    ms,
    cpuMs: (after?.cpuMs ?? NaN) - (before?.cpuMs ?? NaN),
    writtenBytes: (after?.writtenBytes ?? NaN) - (before?.writtenBytes ?? NaN),
  };
}

function watchMemory(pid: number): { end(): Promise<number> } {
  const over = new AbortController();
  let peak = 0;
  const watching = (async () => {
    while (!over.signal.aborted) {
      peak = Math.max(peak, (await figuresOf(pid))?.memoryBytes ?? NaN);
      await sleep(LOOK_MS);
    }
  })();
  return {
    async end() {
      over.abort();
      await watching;
      return peak;
    },
  };
}

async function timeOf(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}
