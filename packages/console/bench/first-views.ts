import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { startWorldOfManyUploads, UPLOADS } from '../test/browser/many-uploads';
import { visit } from '../test/browser/visit';
import { medianOf, report } from './report';
import { startTextServer } from './text-server';

const RUNS = 7;
const FLOOR_RUNS = 3;
const GOAL_MS = 1_000;
/** A new window runs pages of Chromium's own, its address bar above all, for as long as this. */
const WINDOW_START_MS = 1_500;

type Session = NonNullable<BrowserContextOptions['storageState']>;

interface View {
  readonly path: string;
  /** CSS selector of what is there once the view shows its data. */
  readonly shows: string;
}

const VIEWS: readonly View[] = [
  { path: 'uploads', shows: 'tbody tr:nth-child(50)' },
  { path: '', shows: 'input[list]' },
  { path: 'statistics', shows: '[role=img][aria-label^="Outcomes."] canvas' },
];

/**
 * Opens views of a connector that has 10,000 uploads, each in a window that has loaded nothing before: from the
 * navigation to the frame after the one in which the data is there. Next to each stands what a page of the same text
 * takes that needs no script, style or data, which is the browser's own part.
 */
export async function measureFirstViews(browser: Browser): Promise<void> {
  const world = await startWorldOfManyUploads();
  const texts = await startTextServer();
  try {
    const { context, page } = await visit(browser, world);
    const session = await context.storageState();
    for (const { path, shows } of VIEWS) {
      const url = `${world.url}/console/${path}`;
      await page.goto(url);
      await page.waitForSelector(shows);
      texts.serve(await page.locator('body').innerText());
      const runs: number[] = [];
      const floors: number[] = [];
      for (let run = 0; run < RUNS; run += 1) {
        runs.push(await timeOf(browser, session, url, shows));
        if (run < FLOOR_RUNS) floors.push(await timeOf(browser, session, texts.url, 'pre'));
      }
      const what = `/console/${path} with ${UPLOADS} uploads, nothing in the cache`;
      report({ what: `${what}: median of ${RUNS}`, value: medianOf(runs), unit: 'ms', goal: GOAL_MS });
      report({ what: `${what}: fastest`, value: Math.min(...runs), unit: 'ms' });
      report({ what: 'its text alone, without a script: median', value: medianOf(floors), unit: 'ms' });
    }
    await context.close();
  } finally {
    await texts.close();
    await world.close();
  }
}

async function timeOf(browser: Browser, session: Session, url: string, shows: string): Promise<number> {
  const fresh = await browser.newContext({ storageState: session });
  const page = await fresh.newPage();
  await sleep(WINDOW_START_MS);
  const began = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  // Looks at each frame: waiting for a locator looks every half a second in the end.
  await page.waitForFunction(isPainted, shows);
  const ms = performance.now() - began;
  await fresh.close();
  return ms;
}

/** For the page: whether an element was there in the frame before. */
function isPainted(selector: string): boolean {
  const page = globalThis as { wasThere?: boolean };
  const wasThere = page.wasThere === true;
  page.wasThere = document.querySelector(selector) !== null;
  return wasThere;
}
