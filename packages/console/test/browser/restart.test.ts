import type { Browser } from 'playwright-core';
import { chooseCampaign, giveFile, startBrowser, visit } from './visit';
import { startWorld, type World } from './world';

let world: World;
let browser: Browser;

beforeAll(async () => {
  [world, browser] = await Promise.all([startWorld(), startBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

test('a connector that is restarted in the middle is waited for, and the upload is followed to its end', async () => {
  const { page, context, faults } = await visit(browser, world);
  const letCallbacksGo = world.holdCallbacks();
  await chooseCampaign(page, 'Onam');
  await giveFile(page, 'Phone\n9876543210\n9876543211\n');
  await page.getByText('2 contacts are ready.').waitFor();
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await page
    .getByText(/Ozonetel is processing the contacts/)
    .first()
    .waitFor();
  await world.stopConnector();
  await page.getByText('The connector does not answer.').waitFor();
  await world.startConnector();
  // Ozonetel calls back once: a callback that finds no connector is lost.
  letCallbacksGo();
  await page.getByRole('main').getByText('2 contacts are in Onam.').waitFor();
  expect(faults).toEqual([]);
  await context.close();
});
