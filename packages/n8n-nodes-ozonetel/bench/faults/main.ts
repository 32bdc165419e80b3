import { parseArgs } from 'node:util';
import { CHECKS, type Check } from '../../test/e2e/faults/checks';
import { FaultWorld, type RunMode } from '../../test/e2e/faults/fault-world';
import type { Tally } from '../../test/e2e/faults/tally';
import { project } from '../../test/e2e/harness/project';
import { measureWindows } from './windows';

interface Place {
  readonly name: string;
  readonly manifestFolder: string;
  readonly mode: RunMode;
}

const PLACES: readonly Place[] = [
  { name: 'n8n 2, queue mode', manifestFolder: project.n8n2, mode: 'queue' },
  { name: 'n8n 2, regular mode', manifestFolder: project.n8n2, mode: 'regular' },
  { name: 'n8n 1, regular mode', manifestFolder: project.n8n1, mode: 'regular' },
];

/**
 * `npm run bench -- n8n-faults [--times 40] [--place "queue"] [--check "Redis" …]`: injects each fault so many times
 * in a real n8n, and prints what came of the events and uploads that it was done to, and how long a workflow cannot be
 * woken yet. Ends with 1 if anything was lost or doubled.
 */
export async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      times: { type: 'string', default: '40' },
      place: { type: 'string', default: '' },
      check: { type: 'string', multiple: true, default: [] },
    },
  });
  for (const place of PLACES.filter(({ name }) => name.includes(values.place))) {
    await runAll(place, Number(values.times), values.check);
  }
}

/** @param wanted parts of the titles of checks, or `windows`; none: all */
async function runAll(
  { name, manifestFolder, mode }: Place,
  times: number,
  wanted: readonly string[],
): Promise<void> {
  const isWanted = ({ title, modes }: Check): boolean =>
    modes.includes(mode) && (wanted.length === 0 || wanted.some((part) => title.includes(part)));
  const faults = await FaultWorld.start(manifestFolder, mode);
  try {
    console.log(`\n${name} (n8n ${faults.world.n8n.installation.version}, Node ${process.version})\n`);
    console.log(
      '| Fault | injected | sent | started or created | lost | doubled | executions in error | s |',
    );
    console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
    for (const check of CHECKS.filter(isWanted)) {
      await runOne(check, faults, times);
    }
    if (wanted.length === 0 || wanted.includes('windows')) await measureWindows(faults);
  } finally {
    await faults.close();
  }
}

async function runOne(check: Check, faults: FaultWorld, times: number): Promise<void> {
  const start = performance.now();
  try {
    await faults.ready();
    const found = await check.run(faults, times);
    const isGood = found.lost === 0 && (found.duplicated === 0 || check.mayDouble === true);
    if (!isGood) process.exitCode = 1;
    console.log(row(check, found, performance.now() - start));
    for (const reason of new Set(found.reasons)) {
      const times = found.reasons.filter((one) => one === reason).length;
      console.log(`|   ↳ ${times} × ${reason} |`);
    }
  } catch (error) {
    process.exitCode = 1;
    console.log(`| ${check.title} | failed: ${error instanceof Error ? error.message : String(error)} |`);
    // The next fault is not to suffer from this one.
    await faults.world.n8n.restart();
  }
}

function row({ title, of }: Check, found: Tally, ms: number): string {
  const { injected, sent, started, lost, duplicated, failed } = found;
  const cells = [injected, sent, started, lost, duplicated, failed, (ms / 1000).toFixed(0)];
  return `| ${of}: ${title} | ${cells.join(' | ')} |`;
}
