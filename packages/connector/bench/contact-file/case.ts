import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import {
  checkContactFile,
  filesOf,
  type CheckedFile,
  type CheckRules,
} from '../../src/contact-file/check-contact-file';
import { createScratchFiles } from '../../src/store/spool/scratch-files';
import { localFile } from '../../test/harness/local-file';
import { inflateOnly, scanForCommas } from './floors';
import { csvParse, excelJs, hucre, papaparse, sheetJs } from './libraries';

/** What one case says of itself, on its last line of output. */
export interface Measured {
  readonly ms: number;
  /** Of all threads together. */
  readonly cpuMs: number;
  readonly peakMegabytes: number;
  readonly longestPauseMs: number;
  /** Of `rejected.csv` and of what would be sent, together. */
  readonly writtenBytes: number;
  /** Rows or bytes; of a file that was refused, why. */
  readonly found: number | string;
}

/** Every case takes the path of its file and returns what it found. */
const CASES: Readonly<Record<string, (path: string, copies: number) => Promise<number | string>>> = {
  'scan for commas': scanForCommas,
  'inflate only': inflateOnly,
  check: async (path, copies) => {
    const found = await Promise.all(Array.from({ length: copies }, () => checked(path)));
    const [result] = found;
    if (result?.verdict !== 'accepted') throw new Error(result?.outcome.message);
    return result.counts.valid;
  },
  refuse: async (path) => {
    const result = await checked(path, {
      ...RULES,
      invalidRows: 'fail',
      maxInflatedBytes: 512 * 1024 * 1024,
    });
    return result.verdict === 'accepted' ? result.counts.valid : result.outcome.message;
  },
  papaparse,
  'csv-parse': csvParse,
  hucre,
  exceljs: excelJs,
  SheetJS: sheetJs,
};

const RULES: CheckRules = {
  columns: {},
  agentIds: [],
  skills: [],
  invalidRows: 'drop',
  duplicates: 'drop',
  split: true,
  maxInflatedBytes: Number.MAX_SAFE_INTEGER,
};

let writtenBytes = 0;

async function checked(path: string, rules = RULES): Promise<CheckedFile> {
  const folder = await mkdtemp(join(tmpdir(), 'contact-file-bench-'));
  try {
    const file = await localFile(path);
    const found = await checkContactFile({ file, kind: 'file' }, rules, createScratchFiles(folder));
    for (const { bytes } of filesOf(found)) writtenBytes += bytes;
    return found;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measure(name: string, path: string, copies: number): Promise<Measured> {
  const run = CASES[name];
  if (run === undefined) throw new Error(`There is no case ${name}.`);
  await warmTheDisk(path);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const cpu = process.cpuUsage();
  const start = performance.now();
  const found = await run(path, copies);
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const cpuMs = (user + system) / 1000;
  delay.disable();
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  return { ms, cpuMs, peakMegabytes, longestPauseMs: delay.max / 1e6, writtenBytes, found };
}

async function warmTheDisk(path: string): Promise<void> {
  const file = await open(path);
  const buffer = Buffer.alloc(65_536);
  while ((await file.read(buffer)).bytesRead > 0);
  await file.close();
}

async function run([name = '', path = '', copies = '1']: string[]): Promise<void> {
  console.log(JSON.stringify(await measure(name, path, Number(copies))));
}

void run(process.argv.slice(2));
