import type { Browser, Page } from 'playwright-core';
import { messyFile } from './messy-file';
import { giveFile, listBarriers, startBrowser, visit } from './visit';
import { ACCOUNT, startWorld, type World } from './world';

let world: World;
let browser: Browser;

beforeAll(async () => {
  [world, browser] = await Promise.all([startWorld(), startBrowser()]);
  await world.call('POST', '/v1/uploads', {
    account: ACCOUNT,
    campaignName: 'Diwali',
    contacts: [{ PhoneNumber: '9876543210' }],
  });
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

const VIEWS = ['', 'uploads', 'deliveries', 'subscriptions', 'accounts', 'statistics', 'nowhere'];
const LIGHT = { colorScheme: 'light' } as const;
const DARK = { colorScheme: 'dark' } as const;
const PHONE = { colorScheme: 'light', viewport: { width: 360, height: 740 }, hasTouch: true } as const;

/** Opens a view, and waits until it has loaded what it shows. */
async function show(page: Page, view: string): Promise<void> {
  await page.goto(`${world.url}/console/${view}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForFunction(() => !document.body.textContent.includes('Loading'));
}

test.each([
  ['light', LIGHT],
  ['dark', DARK],
  ['phone', PHONE],
] as const)('axe finds no barrier in any view, in %s', async (_, options) => {
  const { page, context, faults, strangers } = await visit(browser, world, options);
  for (const view of VIEWS) {
    await show(page, view);
    expect({ view, barriers: await listBarriers(page) }).toEqual({ view, barriers: [] });
  }
  await page.goto(`${world.url}/console/`);
  await giveFile(page, messyFile());
  await page.getByRole('grid').waitFor();
  expect(await listBarriers(page)).toEqual([]);
  expect([...faults, ...strangers]).toEqual([]);
  await context.close();
});

test('axe finds no barrier where one signs in', async () => {
  // A page of its own context: axe opens another one beside it.
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${world.url}/console/`);
  await page.getByLabel('Connector key').waitFor();
  expect(await listBarriers(page)).toEqual([]);
  await context.close();
});

test('at the width of a phone no view is wider than the window', async () => {
  const { page, context } = await visit(browser, world, PHONE);
  for (const view of VIEWS) {
    await show(page, view);
    const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect({ view, overhang }).toEqual({ view, overhang: 0 });
  }
  await context.close();
});
