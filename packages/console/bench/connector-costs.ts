import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startWorld } from '../test/browser/world';
import { medianOf, report } from './report';

const RUNS = 5;
/** Milliseconds after its start at which a connector that does nothing is weighed. */
const IDLE_AFTER_MS = 3_000;
const MEGABYTE = 1024;
/** What "hardly" means. */
const GOALS = { ms: 50, MB: 5 };

/** Starts the connector with and without the console, in turns. */
export async function measureConnectorCosts(): Promise<void> {
  const runs = {
    on: { ms: [] as number[], MB: [] as number[] },
    off: { ms: [] as number[], MB: [] as number[] },
  };
  for (let run = 0; run < RUNS; run += 1) {
    for (const [setting, { ms, MB }] of Object.entries(runs)) {
      const world = await startWorld({ CONSOLE: setting });
      await world.stopConnector();
      const began = performance.now();
      await world.startConnector();
      ms.push(performance.now() - began);
      await sleep(IDLE_AFTER_MS);
      MB.push(residentMegabytes(world.pid()));
      await world.close();
    }
  }
  for (const unit of ['ms', 'MB'] as const) {
    const what = unit === 'ms' ? 'start of the connector' : 'idle memory of the connector';
    const [on, off] = [medianOf(runs.on[unit]), medianOf(runs.off[unit])];
    report({ what: `${what} with the console: median of ${RUNS}`, value: on, unit });
    report({ what: `${what} without it`, value: off, unit });
    report({ what: `${what}: what the console adds`, value: on - off, unit, goal: GOALS[unit] });
  }
}

/** NaN where the system does not tell. */
function residentMegabytes(pid: number): number {
  if (process.platform !== 'linux') return NaN;
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / MEGABYTE;
}
