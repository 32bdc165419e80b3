import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROWS = 50_000;
const PROBLEM_ROWS = 10_000;
const MEGABYTE = 1024 * 1024;
/** Below the 50 MiB that a connector takes as it comes. */
const LARGE_BYTES = 49.9 * MEGABYTE;

export interface BenchFiles {
  readonly folder: string;
  /** 50,000 rows and nearly 50 MB. */
  readonly large: string;
  /** 50,000 rows, of which 10,000 have no phone number. */
  readonly messy: string;
  /** 50,000 rows as a spreadsheet puts them on the clipboard. */
  readonly clipboard: string;
}

/** Writes contact files into a folder of their own. */
export function makeFiles(): BenchFiles {
  const folder = mkdtempSync(join(tmpdir(), 'bench-console-'));
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const header = ['Mobile No', 'Customer Name', 'City', 'Lead ID', 'Source', 'Remarks'];
  const rows = Array.from({ length: ROWS }, (_, index) => [
    String(9_000_000_000 + index),
    `Customer ${index}`,
    'Pune',
    `L-${index}`,
    'Website',
    'Call after six',
  ]);
  const padding = 'x'.repeat(Math.floor(LARGE_BYTES / ROWS) - 80);
  const isBad = (index: number) => index % (ROWS / PROBLEM_ROWS) === 0;
  return {
    folder,
    large: write(
      'large.csv',
      joined([
        header,
        ...rows.map((cells) => [...cells.slice(0, -1), padding.slice(0, padding.length - cells.length)]),
      ]),
    ),
    messy: write(
      'messy.csv',
      joined([
        header,
        ...rows.map((cells, index) => (isBad(index) ? ['call me', ...cells.slice(1)] : cells)),
      ]),
    ),
    clipboard: joined([header, ...rows], '\t'),
  };
}

function joined(rows: readonly (readonly string[])[], delimiter = ','): string {
  return `${rows.map((cells) => cells.join(delimiter)).join('\n')}\n`;
}
