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
const WINDOW = { width: 1280, height: 720 };
const PHONE = { width: 320, height: 640 };

/** Opens a view, and waits until it has loaded what it shows. */
async function show(page: Page, view: string): Promise<void> {
  await page.goto(`${world.url}/console/${view}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForFunction(() => !document.body.textContent.includes('Loading'));
}

/** What axe finds in light, in dark, where colors alone differ, and on a phone. */
async function listBarriersEverywhere(page: Page): Promise<Record<string, string[]>> {
  const light = await listBarriers(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await listBarriers(page, ['color-contrast', 'link-in-text-block']);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(PHONE);
  const phone = await listBarriers(page);
  await page.setViewportSize(WINDOW);
  return { light, dark, phone };
}

const NO_BARRIERS = { light: [], dark: [], phone: [] };

test('axe finds no barrier in any view, in light, in dark and on a phone', async () => {
  const { page, context, faults, strangers } = await visit(browser, world, { viewport: WINDOW });
  for (const view of VIEWS) {
    await show(page, view);
    expect({ view, ...(await listBarriersEverywhere(page)) }).toEqual({ view, ...NO_BARRIERS });
  }
  expect([...faults, ...strangers]).toEqual([]);
  await context.close();
});

test('axe finds no barrier in a file that is being corrected, in light, in dark and on a phone', async () => {
  const { page, context, faults, strangers } = await visit(browser, world, { viewport: WINDOW });
  await giveFile(page, messyFile());
  await page.getByRole('grid').waitFor();
  expect(await listBarriersEverywhere(page)).toEqual(NO_BARRIERS);
  expect([...faults, ...strangers]).toEqual([]);
  await context.close();
});

test('axe finds no barrier where one signs in', async () => {
  const page = await browser.newPage({ viewport: WINDOW, reducedMotion: 'reduce' });
  await page.goto(`${world.url}/console/`);
  await page.getByLabel('Connector key').waitFor();
  expect(await listBarriersEverywhere(page)).toEqual(NO_BARRIERS);
  await page.close();
});

test('on a phone no view is wider than the window, and no parts of its header overlap', async () => {
  const { page, context } = await visit(browser, world, { viewport: PHONE, hasTouch: true });
  for (const view of VIEWS) {
    await show(page, view);
    const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect({ view, overhang }).toEqual({ view, overhang: 0 });
  }
  expect(await page.evaluate(findOverlapsInHeader)).toEqual([]);
  await context.close();
});

/** For the page: the pairs of parts of the header that lie over each other, by their texts. */
function findOverlapsInHeader(): string[] {
  const parts = [...document.querySelectorAll('.header-name, header a, header button')];
  return parts.flatMap((part, index) => {
    const one = part.getBoundingClientRect();
    const overlapping = parts.slice(index + 1).filter((next) => {
      const other = next.getBoundingClientRect();
      return (
        one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
      );
    });
    return overlapping.map((next) => `${part.textContent} and ${next.textContent}`);
  });
}

test('the placeholder of the search is not cut off, and the fields for cells and for a link are level', async () => {
  const { page, context } = await visit(browser, world, { viewport: { width: 1200, height: 800 } });
  const top = async (label: string) => (await page.getByText(label, { exact: true }).boundingBox())?.y;
  expect(await top('Or paste cells')).toBe(await top('Or use a link'));
  for (const width of [1200, 390]) {
    await page.setViewportSize({ width, height: 800 });
    await show(page, 'uploads');
    const room = await page.getByRole('searchbox', { name: 'Search' }).evaluate((input: HTMLInputElement) => {
      const { font, paddingLeft, paddingRight } = getComputedStyle(input);
      const pen = new OffscreenCanvas(1, 1).getContext('2d');
      if (pen === null) throw new Error('There is nothing to measure text with.');
      pen.font = font;
      const { width: needed } = pen.measureText(input.placeholder);
      return input.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - needed;
    });
    // The button that empties the field has its place at the end.
    expect(room).toBeGreaterThan(20);
  }
  await context.close();
});
