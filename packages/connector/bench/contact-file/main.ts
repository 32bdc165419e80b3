import { mkdtemp, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_RECORDS } from '@ozonetel-bulk-upload/shared-types';
import type { Measured } from './case';
import { buildChildren, type Children } from './child';
import { refuseHostile } from './hostile';
import { column, line, report } from './report';

const ROUNDS = 5;
const ROWS = 50_000;
const COLUMNS = 40;
const GROWTH_COLUMNS = 10;
const GROWTH_ROWS = [1_000, 10_000, 100_000, 1_000_000];
const MEGABYTE = 1024 * 1024;

interface Contest {
  readonly title: string;
  readonly path: string;
  readonly floor: string;
  readonly libraries: readonly string[];
  /** Times of the floor that the complete check may take. */
  readonly goal: number;
}

/**
 * `npm run bench -- files`, or `files refused [part of a name]` for the last of it alone: the complete check of 50,000 × 40 against floors and libraries in the same run, ten
 * files at once, how the cost grows, and what is refused. Every run is a process of its own; of several the best counts.
 */
export async function main([only, name]: readonly string[] = []): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-files-'));
  const children = await buildChildren();
  try {
    if (only === 'refused') {
      await refuseHostile(folder, children, name);
      return;
    }
    const csv = join(folder, 'contacts.csv');
    const shared = join(folder, 'shared.xlsx');
    const inline = join(folder, 'inline.xlsx');
    console.log(
      `Contact files, ${ROWS} × ${COLUMNS}; Node ${process.version}, ${availableParallelism()} cores`,
    );
    await children.make('csv', csv, ROWS, COLUMNS);
    await children.make('shared', shared, ROWS, COLUMNS);
    await children.make('inline', inline, ROWS, COLUMNS);
    const spreadsheets = ['hucre', 'exceljs', 'SheetJS'];
    const contests: Contest[] = [
      { title: 'CSV', path: csv, floor: 'scan for commas', libraries: ['papaparse', 'csv-parse'], goal: 2.5 },
      {
        title: 'XLSX, shared strings',
        path: shared,
        floor: 'inflate only',
        libraries: spreadsheets,
        goal: 3,
      },
      {
        title: 'XLSX, inline strings',
        path: inline,
        floor: 'inflate only',
        libraries: spreadsheets,
        goal: 3,
      },
    ];
    for (const contest of contests) await hold(contest, children);
    for (const { title, path } of contests) await tenAtOnce(title, path, children);
    await growth('csv', folder, children);
    await growth('inline', folder, children);
    await refuseHostile(folder, children);
  } finally {
    await children.remove();
    await rm(folder, { recursive: true });
  }
}

async function hold({ title, path, floor, libraries, goal }: Contest, children: Children) {
  const best = new Map<string, Measured>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of [floor, 'check', ...(round < 2 ? libraries : [])]) {
      best.set(name, better(best.get(name), await children.measure(name, path)));
    }
  }
  const floorMs = best.get(floor)?.ms ?? Number.NaN;
  console.log(`\n${title}, ${((await stat(path)).size / MEGABYTE).toFixed(1)} MB`);
  for (const [name, measured] of best) console.log(line(name, measured, floorMs));
  const check = best.get('check');
  if (check === undefined) return;
  const fastest = Math.min(...libraries.map((name) => best.get(name)?.ms ?? Number.NaN));
  report(`within ${goal} × the floor`, check.ms <= goal * floorMs);
  report('ahead of every library', check.ms < fastest);
  report('peak memory under 100 MB', check.peakMegabytes < 100);
  report('longest pause under 50 ms', check.longestPauseMs < 50);
}

async function tenAtOnce(title: string, path: string, children: Children): Promise<void> {
  const measured = await children.measure('check', path, 10);
  console.log(`\nTen at once, ${title}\n${line('check', measured, measured.ms)}`);
  report('peak memory under 300 MB', measured.peakMegabytes < 300);
}

async function growth(kind: 'csv' | 'inline', folder: string, children: Children): Promise<void> {
  console.log(
    `\nGrowth, ${kind === 'csv' ? 'CSV' : 'XLSX'}, ${GROWTH_COLUMNS} columns; more than ${MAX_RECORDS} rows are written as parts, too`,
  );
  for (const rows of GROWTH_ROWS) {
    const path = join(folder, `${kind}-${rows}`);
    await children.make(kind, path, rows, GROWTH_COLUMNS);
    const { ms, peakMegabytes } = await children.measure('check', path);
    const each = ((ms * 1000) / rows).toFixed(2);
    console.log(
      `  ${String(rows).padStart(9)} rows ${column(ms, 'ms')} ${each.padStart(8)} µs a row ${column(peakMegabytes, 'MB')}`,
    );
    await rm(path);
  }
}

function better(before: Measured | undefined, now: Measured): Measured {
  if (before === undefined) return now;
  return {
    ...(now.ms < before.ms ? now : before),
    peakMegabytes: Math.max(before.peakMegabytes, now.peakMegabytes),
    longestPauseMs: Math.min(before.longestPauseMs, now.longestPauseMs),
  };
}
