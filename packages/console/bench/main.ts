import { rmSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../test/browser/visit';
import { measureConnectorCosts } from './connector-costs';
import { makeFiles, type BenchFiles } from './files';
import { measureFirstViews } from './first-views';
import { measureLargeFiles } from './large-files';

const PARTS = {
  views: ({ browser }) => measureFirstViews(browser),
  files: ({ browser, files }) => measureLargeFiles(browser, files),
  connector: () => measureConnectorCosts(),
} satisfies Record<string, (given: { browser: Browser; files: BenchFiles }) => Promise<void>>;

/**
 * `npm run bench -- console`: the built console in a real Chromium, against its goals: how soon views are shown with
 * 10,000 uploads, how long large files and many problem rows block the page, and what it costs the connector.
 * @param names of the parts to measure; none: all of them
 */
export async function main(names: readonly string[]): Promise<void> {
  const browser = await startBrowser();
  const files = makeFiles();
  console.log(
    `Chromium ${browser.version()}, Node ${process.version}, ${availableParallelism()} cores, ` +
      `load average ${loadavg()[0]?.toFixed(1) ?? ''}`,
  );
  try {
    for (const [name, measure] of Object.entries(PARTS))
      if (names.length === 0 || names.includes(name)) await measure({ browser, files });
  } finally {
    await browser.close();
    rmSync(files.folder, { recursive: true, force: true });
  }
}
