import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Browser } from 'playwright-core';
import { startBrowser, visit } from './visit';
import { ACCOUNT, startWorld, type World } from './world';

const UPLOADS = 10_000;

let folder: string;
let world: World;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'console-many-'));
  const file = join(folder, 'connector.sqlite');
  [world, browser] = await Promise.all([startWorld({ DATABASE_URL: `file:${file}` }), startBrowser()]);
  await world.call('POST', '/v1/uploads', {
    account: ACCOUNT,
    campaignName: 'Diwali',
    contacts: [{ PhoneNumber: 'no number' }],
  });
  // Ends when it is rejected: the list shows it as such.
  for (;;) {
    const { items } = (await world.call('GET', '/v1/uploads?state=rejected')) as { items: unknown[] };
    if (items.length > 0) break;
  }
  await world.stopConnector();
  copyUpload(file);
  await world.startConnector();
});
afterAll(async () => {
  await browser.close();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Makes ten thousand of the one upload, each into a campaign of its own. */
function copyUpload(file: string): void {
  const database = new DatabaseSync(file);
  const columns = database.prepare('PRAGMA table_info(upload)').all() as { name: string }[];
  const names = columns.map(({ name }) => name).filter((name) => name !== 'seq');
  const values = names.map((name) => {
    if (name === 'id') return "'upl_copy' || n";
    if (name === 'campaign_name') return "'Campaign ' || n";
    return name.startsWith('idempotency') ? 'NULL' : `upload.${name}`;
  });
  database.exec(
    `WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${UPLOADS})
     INSERT INTO upload (${names.join(', ')}) SELECT ${values.join(', ')} FROM upload, number`,
  );
  database.close();
}

test('the list of 10,000 uploads shows a page at a time, and finds one', async () => {
  const { page, context } = await visit(browser, world);
  const began = performance.now();
  await page.goto(`${world.url}/console/uploads`);
  await page.getByRole('link', { name: `Campaign ${UPLOADS}`, exact: true }).waitFor();
  const ms = Math.round(performance.now() - began);
  console.log(`The list of ${UPLOADS} uploads was shown ${ms} ms after its address was opened.`);
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
