// A process of its own, so that what an attack costs its client does not count as the service's time. Asks /healthz
// again and again; tells with each message from its parent what it has seen since the one before.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';

interface Seen {
  /** The longest that an answer was waited for, in milliseconds. */
  healthMs: number;
  /** The longest that the service's thread computed before it answered, in milliseconds; undefined outside Linux. */
  busyMs: number | undefined;
  /** Megabytes that its process used at most; undefined outside Linux. */
  memoryPeak: number | undefined;
}

const LOOK_EVERY_MS = 10;
/** A look that is not answered by then counts with its time so far. */
const PATIENCE_MS = 60_000;

const [url = '', pid = ''] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let seen = nothing();

process.on('message', () => {
  process.send?.(seen);
  seen = nothing();
});
process.on('disconnect', () => process.exit());
void watch();

async function watch(): Promise<void> {
  for (;;) {
    const asked = performance.now();
    const computed = computedMs();
    const waited = waitedMs();
    await look();
    seen.healthMs = Math.max(seen.healthMs, performance.now() - asked);
    // While this process waited for a processor, the service may have served others.
    seen.busyMs = larger(
      seen.busyMs,
      positive(difference(difference(computedMs(), computed), difference(waitedMs(), waited))),
    );
    seen.memoryPeak = larger(seen.memoryPeak, memoryMb());
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Ends with the answer, whatever it is. */
function look(): Promise<void> {
  return new Promise((resolve) => {
    const asking = request(`${url}/healthz`, { agent, timeout: PATIENCE_MS }, (response) => {
      response.on('error', () => resolve());
      response.on('end', () => resolve());
      response.resume();
    });
    asking.on('timeout', () => asking.destroy());
    asking.on('error', () => resolve());
    asking.end();
  });
}

/** Milliseconds that this process has waited for a processor. */
function waitedMs(): number | undefined {
  const nanoseconds = read('/proc/self/schedstat')?.split(' ')[1];
  return nanoseconds === undefined ? undefined : Number(nanoseconds) / 1e6;
}

/**
 * Milliseconds that the service's main thread has run (proc(5), schedstat): unlike the time of an answer, they say
 * nothing about what else the machine does.
 */
function computedMs(): number | undefined {
  const nanoseconds = read(`/proc/${pid}/task/${pid}/schedstat`)?.split(' ')[0];
  return nanoseconds === undefined ? undefined : Number(nanoseconds) / 1e6;
}

function memoryMb(): number | undefined {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Not on Linux, or the process has ended.
    return undefined;
  }
}

function difference(later: number | undefined, earlier: number | undefined): number | undefined {
  return later === undefined || earlier === undefined ? undefined : later - earlier;
}

function positive(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.max(0, value);
}

function larger(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}

function nothing(): Seen {
  return { healthMs: 0, busyMs: undefined, memoryPeak: undefined };
}
