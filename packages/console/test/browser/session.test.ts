import type { Browser } from 'playwright-core';
import { giveFile, startBrowser, visit } from './visit';
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

test('a wrong key is refused with a reason, and the right one lets in', async () => {
  const page = await browser.newPage();
  await page.goto(`${world.url}/console/`);
  await page.getByLabel('Connector key').fill('not-the-key-of-anybody');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('Ask whoever runs the connector').waitFor();
  await page.close();
});

test('whoever signs out has to sign in again, and finds nothing of the user before', async () => {
  const { page, context } = await visit(browser, world);
  await page.getByRole('combobox', { name: 'Campaign' }).fill('Diwali');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Connector key').waitFor();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  await page.reload();
  await page.getByLabel('Connector key').waitFor();
  await context.close();
});

test('signing out asks before it discards contacts that are not uploaded', async () => {
  const { page, context } = await visit(browser, world);
  await giveFile(page, 'Phone,Name\n9876543210,Asha\n');
  await page.getByRole('cell', { name: 'Asha' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  const question = page.getByRole('dialog', { name: 'Sign out?' });
  await question.getByText('discards the contacts of this tab').waitFor();
  await question.getByRole('button', { name: 'Stay signed in' }).click();
  await page.getByRole('cell', { name: 'Asha' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await question.getByRole('button', { name: 'Sign out of all tabs' }).click();
  await page.getByLabel('Connector key').waitFor();
  await context.close();
});

test('an address of a view can be opened directly, and an unknown one says so', async () => {
  const { page, context } = await visit(browser, world);
  await page.goto(`${world.url}/console/deliveries`);
  await page.getByRole('heading', { name: 'Deliveries', level: 1 }).waitFor();
  await page.goto(`${world.url}/console/nowhere`);
  await page.getByRole('heading', { name: 'Page not found' }).waitFor();
  await context.close();
});

test('going to another view moves the focus to its heading and renames the window', async () => {
  const { page, context } = await visit(browser, world);
  await page.getByRole('navigation').getByRole('link', { name: 'Accounts' }).click();
  await page.getByRole('heading', { name: 'Accounts', level: 1 }).waitFor();
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
  expect(await page.title()).toBe('Accounts · Ozonetel uploads');
  await context.close();
});

test('where the code of the console cannot be loaded, the page says so and what to do', async () => {
  const page = await browser.newPage();
  await page.route('**/assets/start-*.js', (route) => route.abort());
  await page.goto(`${world.url}/console/`);
  await page.getByText('The console could not be loaded.').waitFor();
  await page.close();
});
