import type { Browser, Page } from 'playwright-core';
import { messyFile } from './messy-file';
import { chooseCampaign, giveFile, signIn, startBrowser, visit, watch, type Visit } from './visit';
import { startWorld, type World } from './world';

let world: World;
let browser: Browser;
let guest: Visit;
let page: Page;

beforeAll(async () => {
  [world, browser] = await Promise.all([startWorld({ CALLBACK_TIMEOUT_MS: '1500' }), startBrowser()]);
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

const outcome = (text: string | RegExp) => page.getByRole('main').getByText(text).first().waitFor();

function contactsIn(campaign: string): number {
  return world.simulator.campaigns.find('acme', campaign)?.view().contacts ?? 0;
}

test('a messy file of 5,000 rows is checked, confirmed, uploaded and started, and followed to its outcome', async () => {
  await chooseCampaign(page, 'Diwali');
  await giveFile(page, messyFile());
  await page.getByRole('grid').waitFor();
  expect(await page.getByRole('combobox', { name: 'Mobile No becomes' }).inputValue()).toBe('PhoneNumber');
  expect(await page.locator('.counts').innerText()).toMatch(/Ready\s+4,876\s+Problems\s+100\s+Repeated\s+24/);
  await page.getByRole('button', { name: 'Upload and start' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('heading', { name: 'This will dial 4,876 people' }).waitFor();
  await dialog.getByRole('button', { name: 'Upload and start' }).dblclick();
  await outcome('4,876 contacts are in Diwali, and the campaign is started.');
  expect(contactsIn('Diwali')).toBe(4_876);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download the rows that were left out' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^rejected-upl_.*\.csv$/);
});

test('a problem shows the line of the spreadsheet, and the grid is used by keyboard like one', async () => {
  await giveFile(page, 'Phone,Name\n9876543210,Asha\n\ncall me,Ravi\n,Mina\n');
  const grid = page.getByRole('grid');
  const first = grid.getByRole('row').nth(1);
  expect(await first.innerText()).toMatch(/^4\s+The phone number has no digit\.\s+call me\s+Ravi$/);
  await first.getByRole('gridcell').nth(2).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.type('Mina B');
  await page.keyboard.press('Escape');
  expect(await focusedText()).toBe('Mina');
  await page.keyboard.press('Home');
  await page.keyboard.press('Control+Home');
  expect(await focusedText()).toBe('4');
});

test('a cell that is corrected is checked at once, and the corrected contact is uploaded', async () => {
  await chooseCampaign(page, 'Holi');
  await giveFile(page, 'Phone,Name\n9876543210,Asha\ncall me,Ravi\n');
  const cell = page.getByRole('gridcell', { name: 'call me' });
  await cell.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('98765 00000');
  await page.keyboard.press('Enter');
  await page.getByRole('gridcell', { name: 'Corrected' }).waitFor();
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await outcome('2 contacts are in Holi.');
  expect(world.simulator.campaigns.find('acme', 'Holi')?.contacts).toContainEqual(
    expect.objectContaining({ PhoneNumber: '98765 00000' }),
  );
});

test('a row with more cells than the header is corrected in the grid, which shows the cells beyond it', async () => {
  await chooseCampaign(page, 'Holi');
  await giveFile(page, 'Phone,Name\n9876543210,Asha\n9876500007,Rao,Ravi\n');
  await page.getByRole('columnheader', { name: 'Column 3' }).waitFor();
  await page.getByRole('gridcell', { name: 'Rao', exact: true }).focus();
  await page.keyboard.type('Rao Ravi');
  await page.keyboard.press('Tab');
  expect(await focusedText()).toBe('Ravi');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Enter');
  await page.getByRole('gridcell', { name: 'Corrected' }).waitFor();
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await outcome('2 contacts are in Holi.');
  expect(world.simulator.campaigns.find('acme', 'Holi')?.contacts).toContainEqual(
    expect.objectContaining({ PhoneNumber: '9876500007', Name: 'Rao Ravi' }),
  );
});

test('"Fix first" keeps the file back while a row has a problem', async () => {
  await chooseCampaign(page, 'Holi');
  await giveFile(page, 'Phone,Name\n9876543210,Asha\ncall me,Ravi\n');
  await page.getByRole('radio', { name: 'Fix first' }).check();
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await outcome(/1 row still has a problem: fix or leave out/);
});

test('a campaign that Ozonetel does not know is refused in its words, with what to do', async () => {
  await chooseCampaign(page, 'Dewali');
  await giveFile(page, 'Phone\n9876543210\n');
  await page.getByText('1 contact is ready.').waitFor();
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await outcome(/Nothing was added to Dewali\. Ozonetel says: .*Campaign not found/);
  await outcome(/Check the spelling of the campaign name/);
  // What was never reached is not shown as done.
  expect(await page.locator('.step-done').allInnerTexts()).toEqual([
    'Checked',
    'Your turn',
    'Sending',
    'Outcome',
  ]);
});

test('an upload that Ozonetel never confirms warns against uploading again', async () => {
  world.simulator.faults.add({ fault: 'callback-dropped', campaignName: 'Onam', times: 1 });
  await chooseCampaign(page, 'Onam');
  await giveFile(page, 'Phone\n9876543210\n');
  await page.getByText('1 contact is ready.').waitFor();
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await outcome(/Look at the campaign in CloudAgent before you upload again/);
});

async function paste(cells: string): Promise<void> {
  await page.getByLabel('Or paste cells').focus();
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, cells);
}

test('the focus goes to the heading when an upload is sent and when another is begun', async () => {
  const focusedTag = () => page.waitForFunction(() => document.activeElement?.tagName === 'H1');
  await chooseCampaign(page, 'Onam');
  await giveFile(page, 'Phone\n9876543210\n');
  await page.getByText('1 contact is ready.').waitFor();
  await page.getByRole('button', { name: 'Check only' }).click();
  await outcome('1 contact can be uploaded. Nothing was sent.');
  await focusedTag();
  await page.getByRole('button', { name: 'New upload' }).click();
  await page.getByRole('heading', { name: '1. Where to' }).waitFor();
  await focusedTag();
});

test('a file without a column of phone numbers says where to choose it, and one that is a contact list without a header warns', async () => {
  await giveFile(page, '98765 43210,Asha\n98765 43211,Ravi\n');
  await page.getByText('Is the first row a contact?').waitFor();
  await outcome('No column is "Phone number". Choose under "3. Columns" which one it is.');
  expect(await page.getByRole('main').innerText()).not.toContain('"columns"');
});

test('what is not a contact file says so, without columns to choose from', async () => {
  await giveFile(page, '<!doctype html><html><body>Sign in</body></html>');
  await outcome(/The file is a web page/);
  expect(await page.getByRole('heading', { name: /Columns|Send/ }).count()).toBe(0);
});

test('cells pasted from a spreadsheet are contacts', async () => {
  await paste('Mobile\tName\n9876543210\tAsha, Pune\n');
  await page.getByText('Pasted contacts.csv, ').waitFor();
  await page.getByRole('cell', { name: 'Asha, Pune' }).waitFor();
});

test('cells pasted without a header are all contacts, and the page says that their columns have no names', async () => {
  await paste('Asha\t9876543210\nRavi\t9876543211\n');
  await page.getByText('The cells came without a header').waitFor();
  await page.getByRole('cell', { name: 'Asha' }).waitFor();
  expect(await page.getByRole('combobox', { name: 'PhoneNumber becomes' }).inputValue()).toBe('PhoneNumber');
  expect(await page.locator('.counts').innerText()).toMatch(/Ready\s+2/);
});

test('a session that expires during an edit is renewed over the page, and nothing is lost', async () => {
  await chooseCampaign(page, 'Holi');
  await giveFile(page, 'Phone,Name\ncall me,Ravi\n9876543210,Asha\n');
  await page.getByRole('gridcell', { name: 'call me' }).focus();
  await guest.context.clearCookies();
  await page.keyboard.type('98765');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
  await signIn(page);
  await page.getByRole('dialog', { name: 'Sign in again' }).waitFor({ state: 'hidden' });
  await page.getByRole('gridcell', { name: 'Corrected' }).waitFor();
  expect(await page.getByRole('combobox', { name: 'Campaign' }).inputValue()).toBe('Holi');
});

test('a reload keeps what was chosen and corrected', async () => {
  page.on('dialog', (dialog) => void dialog.accept());
  await page.getByRole('combobox', { name: 'Campaign' }).fill('Onam');
  await giveFile(page, 'Phone,Name\ncall me,Ravi\n9876543210,Asha\n');
  await page.getByRole('gridcell', { name: 'call me' }).focus();
  await page.keyboard.type('98765');
  await page.keyboard.press('Enter');
  await page.getByRole('gridcell', { name: 'Corrected' }).waitFor();
  await page.reload();
  await page.getByRole('gridcell', { name: 'Corrected' }).waitFor();
  expect(await page.getByRole('combobox', { name: 'Campaign' }).inputValue()).toBe('Onam');
});

test('two tabs work on two files', async () => {
  const other = await guest.context.newPage();
  const { faults } = watch(other, world);
  await other.goto(`${world.url}/console/`);
  await giveFile(page, 'Phone,Name\n9876543210,Asha\n', 'first.csv');
  await giveFile(other, 'Phone,Name\n9876500000,Ravi\n9876500001,Mina\n', 'second.csv');
  await page.getByRole('cell', { name: 'Asha' }).waitFor();
  await other.getByRole('cell', { name: 'Mina' }).waitFor();
  expect(await page.getByRole('cell', { name: 'Mina' }).count()).toBe(0);
  expect(faults).toEqual([]);
});

test('no phone number is left in the address, in storage beyond the tab, or in the connector’s log', async () => {
  await chooseCampaign(page, 'Holi');
  await giveFile(page, '9876501234,Name\n9876501234,Asha\n');
  await page.getByRole('combobox', { name: '9876501234 becomes' }).selectOption('PhoneNumber');
  await page.getByText('1 contact is ready.').waitFor();
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await outcome(/1 contact is in Holi/);
  const kept = await page.evaluate(() => JSON.stringify(localStorage) + location.href);
  expect(kept).not.toContain('9876501234');
  expect(world.logged()).not.toContain('9876501234');
});

async function focusedText(): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent ?? '');
}
