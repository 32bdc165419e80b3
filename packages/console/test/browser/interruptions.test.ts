import type { Browser, Page } from 'playwright-core';
import { chooseCampaign, giveFile, signIn, startBrowser, visit, watch, type Visit } from './visit';
import { ACCOUNT, startWorld, type World } from './world';

let world: World;
let browser: Browser;
let guest: Visit;
let page: Page;

beforeAll(async () => {
  [world, browser] = await Promise.all([startWorld(), startBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await world.close();
});
beforeEach(async () => {
  guest = await visit(browser, world);
  page = guest.page;
});
afterEach(async () => {
  await guest.context.close();
  expect(guest.faults).toEqual([]);
  expect(guest.strangers).toEqual([]);
});

const shown = (text: string | RegExp) => page.getByRole('main').getByText(text).first().waitFor();

async function correct(name: string, text: string): Promise<void> {
  await page.getByRole('gridcell', { name }).focus();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

const contactsIn = (campaign: string) =>
  world.simulator.campaigns.find(ACCOUNT.username, campaign)?.view().contacts ?? 0;

test('a session that expires before the upload is renewed over the page, and the contacts are uploaded once', async () => {
  await chooseCampaign(page, 'Onam');
  await giveFile(page, 'Phone\n9876543210\n9876543211\n');
  await shown('2 contacts are ready.');
  const before = contactsIn('Onam');
  await guest.context.clearCookies();
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
  await signIn(page);
  await shown('2 contacts are in Onam.');
  expect(contactsIn('Onam') - before).toBe(2);
});

test('an upload that is refused for want of a session, and not signed in for, is still there to be sent', async () => {
  await chooseCampaign(page, 'Onam');
  await giveFile(page, 'Phone\n9876543210\n');
  await shown('1 contact is ready.');
  await guest.context.clearCookies();
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Sign in again' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await shown('You are signed out. Sign in and try again.');
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await dialog.waitFor();
  await signIn(page);
  await shown('1 contact is in Onam.');
});

test('a connector that is restarted while a file is corrected loses nothing of it', async () => {
  page.on('dialog', (dialog) => void dialog.accept());
  await chooseCampaign(page, 'Holi');
  await giveFile(page, 'Phone,Name\ncall me,Ravi\n9876543210,Asha\nlater,Mina\n');
  await correct('call me', '98765 00000');
  await page.getByRole('gridcell', { name: 'Corrected' }).first().waitFor();
  await world.stopConnector();
  await correct('later', '98765 00001');
  await shown('The connector does not answer.');
  await world.startConnector();
  await page.getByRole('button', { name: 'Try again' }).click();
  await shown('3 contacts are ready.');
  await page.reload();
  // All but the API key, which is kept nowhere.
  await page.getByRole('gridcell', { name: 'Corrected' }).nth(1).waitFor();
  await page.getByLabel('API key').fill(ACCOUNT.apiKey);
  await shown('3 contacts are ready.');
});

test('the columns that were chosen for a campaign come back for that campaign, and for no other', async () => {
  const column = page.getByRole('combobox', { name: 'Contact becomes' });
  await chooseCampaign(page, 'Holi');
  await giveFile(page, 'Contact,Other\nAsha,9876543210\n');
  await page.getByRole('combobox', { name: 'Other becomes' }).selectOption('PhoneNumber');
  await column.selectOption('Name');
  await shown('1 contact is ready.');
  await page.getByRole('button', { name: 'Check only' }).click();
  await shown('1 contact can be uploaded.');

  const next = await guest.context.newPage();
  await next.goto(`${world.url}/console/`);
  await chooseCampaign(next, 'Onam');
  await giveFile(next, 'Contact,Other\nAsha,9876543210\n');
  const nextColumn = next.getByRole('combobox', { name: 'Contact becomes' });
  await nextColumn.waitFor();
  expect(await nextColumn.inputValue()).not.toBe('Name');
  await next.getByRole('combobox', { name: 'Campaign' }).fill('Holi');
  await next.getByText('1 contact is ready.').waitFor();
  expect(await nextColumn.inputValue()).toBe('Name');
  await next.getByRole('combobox', { name: 'Campaign' }).fill('Onam');
  await nextColumn.and(next.locator('select:not(:has(option[value="Name"]:checked))')).waitFor();
});

test('a corrected file that is dropped on the outcome begins the next upload into the same campaign', async () => {
  await chooseCampaign(page, 'Holi');
  await giveFile(page, 'Phone,Name\ncall me,Ravi\n9876543210,Asha\n');
  await shown('1 contact is ready.');
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await shown('1 contact is in Holi');
  await giveFile(page, 'row,line,reason,Phone,Name\n1,2,The phone number has no digit.,9876500000,Ravi\n');
  await shown('1 contact is ready.');
  expect(await page.getByRole('combobox', { name: 'Campaign' }).inputValue()).toBe('Holi');
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await shown('1 contact is in Holi');
});

test('an upload is followed after a reload', async () => {
  const letCallbacksGo = world.holdCallbacks();
  await chooseCampaign(page, 'Diwali');
  await giveFile(page, 'Phone\n9876543210\n');
  await shown('1 contact is ready.');
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await shown(/Ozonetel is processing/);
  await page.reload();
  await shown(/Ozonetel is processing/);
  letCallbacksGo();
  await shown('1 contact is in Diwali');
});

test('signing out in one tab signs out the others, which show nothing of the user any more', async () => {
  const other = await guest.context.newPage();
  const { faults } = watch(other, world);
  await other.goto(`${world.url}/console/`);
  await giveFile(other, 'Phone,Name\n9876543210,Asha\n');
  await other.getByRole('cell', { name: 'Asha' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await other.getByLabel('Connector key').waitFor();
  expect(await other.content()).not.toContain('Asha');
  expect(await other.evaluate(() => sessionStorage.length)).toBe(0);
  expect(faults).toEqual([]);
});

test('wrong keys are slowed down, and the page says what to do', async () => {
  const stranger = await browser.newPage();
  await stranger.goto(`${world.url}/console/`);
  const key = stranger.getByLabel('Connector key');
  for (let wrong = 0; wrong <= 10; wrong += 1) {
    await key.fill(`not-the-key-of-anybody-${wrong}`);
    const answer = stranger.waitForResponse('**/console/session');
    await key.press('Enter');
    await answer;
    await stranger.getByRole('alert').waitFor();
  }
  await stranger
    .getByRole('alert')
    .getByText('Too many wrong keys came from this address: wait a minute')
    .waitFor();
  await stranger.close();
});
