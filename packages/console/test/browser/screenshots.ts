import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { messyFile } from './messy-file';
import { startReceiver, type Receiver } from './receiver';
import { giveFile, startBrowser, visit } from './visit';
import { ACCOUNT, startWorld, type World } from './world';

/* Not a test: `npm run screenshots` takes the pictures of the documentation with the tests' connector and browser. */

const FOLDER = join(__dirname, '../../../../docs/console');
const WIDE = { width: 1200, height: 860 };
const PHONE = { width: 390, height: 780 };

let world: World;
let browser: Browser;
let receiver: Receiver;

beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  const env = { RELAY_RETRY_SCHEDULE_MS: '0,50' };
  [world, browser, receiver] = await Promise.all([startWorld(env), startBrowser(), startReceiver()]);
  await world.call('PUT', '/v1/accounts/acme', ACCOUNT);
  await subscribeReceivers();
  for (const campaignName of ['Diwali', 'Holi', 'Unknown campaign'])
    await world.call('POST', '/v1/uploads', {
      account: { name: 'acme' },
      campaignName,
      action: 'start',
      contacts: [{ PhoneNumber: '9876543210', Name: 'Asha' }],
    });
});
afterAll(async () => {
  await browser.close();
  await Promise.all([world.close(), receiver.close()]);
});

/** One that takes its events, and one that refuses them. */
async function subscribeReceivers(): Promise<void> {
  receiver.status = 204;
  await world.call('POST', '/v1/subscriptions', { url: `${receiver.url}/crm` });
  await world.call('POST', '/v1/subscriptions', { url: `${world.url}/no-receiver`, campaignName: 'Holi' });
}

test.each([
  ['light', { colorScheme: 'light', viewport: WIDE }],
  ['dark', { colorScheme: 'dark', viewport: WIDE }],
  ['phone', { colorScheme: 'light', viewport: PHONE }],
] as const)('pictures in %s', async (name, options) => {
  const { page, context } = await visit(browser, world, options);
  const take = (view: string) => page.screenshot({ path: join(FOLDER, `${view}-${name}.png`) });
  for (const view of ['uploads', 'deliveries', 'subscriptions', 'accounts', 'statistics']) {
    await page.goto(`${world.url}/console/${view}`);
    await isShown(page);
    await take(view);
  }
  await page.goto(`${world.url}/console/`);
  await isShown(page);
  await take('upload');
  await uploadMessyFile(page, name === 'light' ? 'Onam' : 'Holi', take);
  await context.close();
});

async function isShown(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForFunction(() => !document.body.textContent.includes('Loading'));
}

async function uploadMessyFile(page: Page, campaign: string, take: (view: string) => Promise<unknown>) {
  await page.getByRole('combobox', { name: 'Campaign' }).fill(campaign);
  await giveFile(page, messyFile(), 'crm-export.csv');
  await page.getByRole('grid').waitFor();
  await page.getByRole('heading', { name: '4. Check' }).scrollIntoViewIfNeeded();
  await page.evaluate(() => document.querySelector('[aria-label="4. Check"]')?.scrollIntoView());
  await take('upload-check');
  await page.getByRole('button', { name: 'Upload and start' }).click();
  await take('upload-confirm');
  await page.getByRole('dialog').getByRole('button', { name: 'Upload and start' }).click();
  await page.getByRole('main').getByText('All details').waitFor();
  await page.locator('.alert-success, .alert-error').waitFor();
  await take('upload-outcome');
}
