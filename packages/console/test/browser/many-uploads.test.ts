import type { Browser } from 'playwright-core';
import { startWorldOfManyUploads, UPLOADS } from './many-uploads';
import { startBrowser, visit } from './visit';
import type { World } from './world';

let world: World;
let browser: Browser;

beforeAll(async () => {
  [world, browser] = await Promise.all([startWorldOfManyUploads(), startBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

test('the list of 10,000 uploads shows a page at a time, and finds one', async () => {
  const { page, context } = await visit(browser, world);
  await page.goto(`${world.url}/console/uploads`);
  await page.getByRole('link', { name: `Campaign ${UPLOADS}`, exact: true }).waitFor();
  expect(await page.getByRole('row').count()).toBe(51);

  await page.getByRole('button', { name: 'Older' }).click();
  await page.getByRole('link', { name: `Campaign ${UPLOADS - 50}`, exact: true }).waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Older');
  await page.getByRole('button', { name: 'Newer' }).click();
  await page.getByRole('link', { name: `Campaign ${UPLOADS}`, exact: true }).waitFor();

  await page.getByLabel('Search').fill('campaign 4711');
  await page.getByRole('link', { name: 'Campaign 4711', exact: true }).waitFor();
  expect(await page.getByRole('row').count()).toBe(2);
  await context.close();
});
