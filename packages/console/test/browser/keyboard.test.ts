import type { Browser, Locator, Page } from 'playwright-core';
import { listBarriers, startBrowser, visit, watch } from './visit';
import { ACCOUNT, KEY, startWorld, type World } from './world';

const FILE = 'Mobile No,Customer Name,City\n9876543210,Asha,Pune\ncall me,Ravi,Pune\n,Mina,Pune\n';
/** More than any view has to go past. */
const MOST_STOPS = 80;

let world: World;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [world, browser] = await Promise.all([startWorld(), startBrowser()]);
  await world.call('PUT', '/v1/accounts/main', ACCOUNT);
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

/** What has the focus: its role or element, and its text. */
const focused = () =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element === null ? 'nothing' : `${element.tagName} ${element.textContent.trim().slice(0, 40)}`;
  });

/** Goes to an element as a keyboard does. */
async function tabTo(target: Locator, key = 'Tab'): Promise<void> {
  await target.waitFor();
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`The keyboard does not reach ${String(target)}; it is at ${await focused()}.`);
}

async function press(target: Locator): Promise<void> {
  await tabTo(target);
  await page.keyboard.press('Enter');
}

/** The end of a step: what it shows is there, the focus is somewhere, and axe has nothing to say. */
async function expectStep(shown: Locator): Promise<void> {
  await shown.first().waitFor();
  expect(await focused()).not.toMatch(/^(BODY|nothing)/);
  expect(await listBarriers(page)).toEqual([]);
}

test('a keyboard alone signs in, uploads a corrected file, starts the campaign and stops it, without losing the focus', async () => {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  page = await context.newPage();
  const { faults, strangers } = watch(page, world);
  await page.goto(`${world.url}/console/`);
  await tabTo(page.getByLabel('Connector key'));
  await page.keyboard.type(KEY);
  await page.keyboard.press('Enter');
  await expectStep(page.getByRole('heading', { name: 'Upload a spreadsheet' }));

  await tabTo(page.getByLabel('Ozonetel account'));
  await page.keyboard.press('Home');
  await tabTo(page.getByRole('combobox', { name: 'Campaign' }));
  await page.keyboard.type('Diwali');

  // Listened for well before: the browser is told to hand the dialog over, and does so a moment later.
  page.once(
    'filechooser',
    (chooser) => void chooser.setFiles({ name: 'crm.csv', mimeType: 'text/csv', buffer: Buffer.from(FILE) }),
  );
  await tabTo(page.getByLabel('Contact file'));
  await page.keyboard.press('Enter');
  await expectStep(page.getByRole('grid'));

  const column = page.getByRole('combobox', { name: 'Customer Name becomes' });
  await tabTo(column);
  await page.keyboard.press('End');
  await page.getByRole('columnheader', { name: 'Customer Name' }).first().waitFor();
  await expectStep(page.getByText('Your choice is remembered'));

  await tabTo(page.getByRole('grid').locator('[tabindex="0"]'));
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.type('98765 00000');
  await page.keyboard.press('Enter');
  await expectStep(page.getByRole('gridcell', { name: 'Corrected' }));

  const leaveOut = page.getByRole('radio', { name: 'Leave these out' });
  await tabTo(leaveOut, 'Shift+Tab');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  expect(await leaveOut.isChecked()).toBe(true);

  await press(page.getByRole('button', { name: 'Upload and start' }));
  const dialog = page.getByRole('dialog');
  await expectStep(dialog.getByRole('heading', { name: 'This will dial at least 2 people' }));
  await press(dialog.getByRole('button', { name: 'Upload and start' }));
  await expectStep(page.getByRole('main').getByText('2 contacts are in Diwali'));

  await press(page.getByRole('button', { name: 'Stop campaign' }));
  await expectStep(dialog.getByRole('heading', { name: 'Stop Diwali?' }));
  await press(dialog.getByRole('button', { name: 'Stop the campaign' }));
  await expectStep(page.getByRole('main').getByText('Diwali is stopped'));
  expect([...faults, ...strangers]).toEqual([]);
  await context.close();
});

test('a button that disappears when it is pressed leaves the focus in its section', async () => {
  const guest = await visit(browser, world);
  page = guest.page;
  await page.getByLabel('Contact file').setInputFiles({
    name: 'crm.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(FILE),
  });
  await page.getByRole('gridcell', { name: 'call me' }).focus();
  await page.keyboard.type('98765 00000');
  await page.keyboard.press('Enter');
  await press(page.getByRole('button', { name: 'Undo all corrections' }));
  await page.getByRole('button', { name: 'Undo all corrections' }).waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('4. Check');

  await page.goto(`${world.url}/console/uploads?state=failed`);
  await press(page.getByRole('button', { name: 'Clear filters' }));
  await page.getByRole('button', { name: 'Clear filters' }).waitFor({ state: 'detached' });
  expect(await focused()).not.toMatch(/^(BODY|nothing)/);
  await guest.context.close();
});
