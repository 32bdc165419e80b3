import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { fuzzReaders } from './fuzz-readers';

/** Milliseconds that one file may take; it has no more than a few hundred kilobytes. */
const MAX_FILE_MS = 10_000;
/** By how much the process may grow once it is warm. */
const MAX_GROWTH_BYTES = 150 * 1024 * 1024;
const WARM_RUNS = 500;
const FOLDER = join(tmpdir(), 'contact-file-fuzz');

interface FuzzOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly corpus: string;
}

/** `npm run fuzz -- [seconds] [seed]`: fuzzes both readers in a thread, and ends it where one file takes too long. */
export async function main(
  [seconds = '60', seed = String(Date.now() % 2 ** 31)]: string[],
  corpus: string,
): Promise<boolean> {
  mkdirSync(FOLDER, { recursive: true });
  console.log(`Fuzzing the readers of contact files for ${seconds} s, seed ${seed}`);
  const options: FuzzOptions = { seed: Number(seed), seconds: Number(seconds), corpus };
  const worker = new Worker(__filename, { workerData: options });
  let last = Date.now();
  let warm = 0;
  return new Promise((resolve) => {
    const end = (isGood: boolean, said: string) => {
      clearInterval(watch);
      console.log(said);
      void worker.terminate().then(() => resolve(isGood));
    };
    const faulty = (what: string) => {
      end(
        false,
        `${what}\nThe file is ${join(FOLDER, 'last')}; repeat with: npm run fuzz -- ${seconds} ${seed}`,
      );
    };
    const watch = setInterval(() => {
      if (Date.now() - last > MAX_FILE_MS) faulty(`One file took more than ${MAX_FILE_MS} ms.`);
      const { rss } = process.memoryUsage();
      if (warm > 0 && rss - warm > MAX_GROWTH_BYTES) faulty(`Memory grew from ${warm} to ${rss} bytes.`);
    }, 500);
    worker.on('message', ({ runs, verdicts }: { runs: number; verdicts?: object }) => {
      last = Date.now();
      if (warm === 0 && runs >= WARM_RUNS) warm = process.memoryUsage().rss;
      if (verdicts === undefined) return;
      const grown = Math.round((process.memoryUsage().rss - warm) / 1024 / 1024);
      end(true, `${runs} files, memory grew by ${grown} MB: ${JSON.stringify(verdicts)}`);
    });
    worker.on('error', (error: unknown) =>
      faulty(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
  });
}

async function fuzz({ seed, seconds, corpus }: FuzzOptions): Promise<void> {
  const end = Date.now() + seconds * 1000;
  let done = 0;
  const verdicts = await fuzzReaders({
    seed,
    corpus,
    note: (file) => writeFileSync(join(FOLDER, 'last'), file),
    goesOn: (runs) => {
      done = runs;
      parentPort?.postMessage({ runs });
      return Date.now() < end;
    },
  });
  parentPort?.postMessage({ runs: done, verdicts });
}

if (!isMainThread) void fuzz(workerData as FuzzOptions);
