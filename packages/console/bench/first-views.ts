import type { Browser } from 'playwright-core';
import { startWorldOfManyUploads, UPLOADS } from '../test/browser/many-uploads';
import { visit } from '../test/browser/visit';
import { medianOf, report } from './report';

const RUNS = 7;
const GOAL_MS = 1_000;

/** Opens views of a connector that has 10,000 uploads, each in a browser that has loaded nothing before. */
export async function measureFirstViews(browser: Browser): Promise<void> {
  const world = await startWorldOfManyUploads();
  try {
    const { context } = await visit(browser, world);
    const session = await context.storageState();
    await context.close();
    const views = [
      { path: 'uploads', shows: { role: 'link', name: `Campaign ${UPLOADS}` } },
      { path: '', shows: { role: 'combobox', name: 'Campaign' } },
      { path: 'statistics', shows: { role: 'img', name: /^Outcomes\./ } },
    ] as const;
    for (const { path, shows } of views) {
      const runs: number[] = [];
      for (let run = 0; run < RUNS; run += 1) {
        const fresh = await browser.newContext({ storageState: session });
        const page = await fresh.newPage();
        const began = performance.now();
        await page.goto(`${world.url}/console/${path}`, { waitUntil: 'commit' });
        await page.getByRole(shows.role, { name: shows.name, exact: true }).waitFor();
        runs.push(performance.now() - began);
        await fresh.close();
      }
      const what = `/console/${path} with ${UPLOADS} uploads, nothing in the cache`;
      report({ what: `${what}: median of ${RUNS}`, value: medianOf(runs), unit: 'ms', goal: GOAL_MS });
      report({ what: `${what}: fastest`, value: Math.min(...runs), unit: 'ms' });
    }
  } finally {
    await world.close();
  }
}
