import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { startReceiver, type Receiver } from './receiver';
import { listBarriers, startBrowser, visit, type Visit } from './visit';
import { ACCOUNT, startWorld, type World } from './world';

const CALLBACK_TIMEOUT_MS = 1_500;

let world: World;
let browser: Browser;
let receiver: Receiver;
let visitor: Visit;
let page: Page;

beforeAll(async () => {
  const env = { RELAY_RETRY_SCHEDULE_MS: '0,50', CALLBACK_TIMEOUT_MS: String(CALLBACK_TIMEOUT_MS) };
  [world, browser, receiver] = await Promise.all([startWorld(env), startBrowser(), startReceiver()]);
});
afterAll(async () => {
  await browser.close();
  await Promise.all([world.close(), receiver.close()]);
});
beforeEach(async () => {
  visitor = await visit(browser, world);
  page = visitor.page;
});
afterEach(async () => {
  await visitor.context.close();
  expect(visitor.faults).toEqual([]);
  expect(visitor.strangers).toEqual([]);
});

interface Named {
  readonly id: string;
}

async function upload(campaignName: string, phoneNumber = '9876543210', more = {}): Promise<string> {
  const contacts = [{ PhoneNumber: phoneNumber, Name: 'Asha' }];
  const created = (await world.call('POST', '/v1/uploads', {
    account: ACCOUNT,
    campaignName,
    contacts,
    ...more,
  })) as Named;
  return created.id;
}

/** A subscription of its own for each call: the same URL again would be the same one. */
async function subscribe(): Promise<string> {
  const url = `${receiver.url}/${randomUUID()}`;
  return ((await world.call('POST', '/v1/subscriptions', { url })) as Named).id;
}

const open = (path: string) => page.goto(`${world.url}/console${path}`);

/** The text of what has the focus. */
const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');

describe('Deliveries', () => {
  test('dead deliveries are redelivered, one by its row and the others together', async () => {
    receiver.status = 500;
    const subscription = await subscribe();
    // Our own check rejects them, each with an event.
    for (const campaign of ['Diwali', 'Holi', 'Onam']) await upload(campaign, 'no number');
    await open(`/deliveries?state=dead&subscription=${subscription}`);
    const rows = page.getByRole('table', { name: 'Deliveries' }).getByRole('row');
    await rows.nth(3).waitFor();

    await rows.nth(1).getByRole('button', { name: '2 attempts' }).click();
    const attempts = page.getByRole('dialog', { name: 'Attempts' });
    await attempts.getByText('Status 500').first().waitFor();
    await attempts.getByRole('button', { name: 'Close' }).click();

    const before = receiver.taken.length;
    receiver.status = 204;
    await rows.nth(1).getByRole('button', { name: 'Redeliver' }).click();
    await rows.nth(3).waitFor({ state: 'detached' });
    await receiver.untilTaken(before + 1);

    await page.getByRole('button', { name: 'Redeliver dead deliveries' }).click();
    const dialog = page.getByRole('dialog', { name: 'Redeliver dead deliveries?' });
    await dialog.getByText('2 dead deliveries').waitFor();
    await dialog.getByRole('button', { name: 'Redeliver them' }).click();
    await page.getByRole('main').getByText('2 events are being delivered again.').waitFor();
    expect(await focused()).toBe('Redeliver dead deliveries');
    await page.getByText('No delivery matches these filters.').waitFor();
    await receiver.untilTaken(before + 3);
    expect(new Set(receiver.taken.slice(before)).size).toBe(3);
  });
});

describe('One upload', () => {
  test('the timeline of a rejected upload has the words of Ozonetel', async () => {
    await open(`/uploads/${await upload('Nowhere')}`);
    await page.getByRole('main').getByText('Rejected').first().waitFor();
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Ozonetel replied' })
      .getByText('Campaign not found')
      .waitFor();
  });

  test('an upload without a callback becomes unconfirmed on the open page, with a warning', async () => {
    world.simulator.faults.add({ fault: 'callback-dropped', campaignName: 'Holi', times: 1 });
    await open(`/uploads/${await upload('Holi')}`);
    const main = page.getByRole('main');
    await main.getByText('It is not known yet whether the contacts are in Holi.').waitFor();
    await main.getByText('people could be called twice').first().waitFor();
    await page.getByRole('listitem').getByText('Unconfirmed').first().waitFor();
  });

  test('an upload is deleted after a confirmation, and the focus goes to the list', async () => {
    const id = await upload('Onam', 'no number');
    await open(`/uploads/${id}`);
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    expect(await focused()).toBe('Delete');

    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('button', { name: 'Delete the upload' }).click();
    await page.getByRole('heading', { name: 'Uploads', level: 1 }).waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
    await expect(world.call('GET', `/v1/uploads/${id}`)).rejects.toThrow('404');
  });

  test('a campaign is stopped with the stored account of its user', async () => {
    await world.call('PUT', '/v1/accounts/main', ACCOUNT);
    const started = await upload('Diwali', '9876543210', { action: 'start' });
    await open(`/uploads/${started}`);
    await page.getByRole('button', { name: 'Stop campaign' }).click();
    const dialog = page.getByRole('dialog', { name: 'Stop Diwali?' });
    await dialog.getByRole('button', { name: 'Stop the campaign' }).click();
    await page.getByRole('heading', { name: 'Stop of Diwali' }).waitFor();
    await page.getByRole('main').getByText('Diwali is stopped').waitFor();
    await world.call('DELETE', '/v1/accounts/main');
  });
});

describe('Uploads', () => {
  test('filters are in the address, but no phone number is', async () => {
    await upload('Diwali', 'no number');
    await open('/uploads?state=rejected');
    await page.getByRole('row').filter({ hasText: 'Diwali' }).first().waitFor();
    await page.getByLabel('Campaign').fill('Diwali');
    await page.waitForURL('**/uploads?state=rejected&campaign=Diwali');

    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.getByLabel('Search').fill('+91 98765 43210');
    await page.getByText('Phone numbers cannot be searched for.').waitFor();
    await page.getByLabel('Search').fill('nothing like it');
    await page.getByText('No upload matches these filters.').waitFor();
    expect([...asked, page.url()].filter((url) => url.includes('98765'))).toEqual([]);
  });
});

describe('Subscriptions', () => {
  test('one whose receiver refuses its events is shown as failing, and says what the receiver answered', async () => {
    receiver.status = 503;
    const { id } = (await world.call('POST', '/v1/subscriptions', {
      url: `${receiver.url}/refuses`,
      campaignName: 'Refused',
    })) as Named;
    await upload('Refused', 'no number');
    await open(`/deliveries?state=dead&subscription=${id}`);
    await page.getByRole('table', { name: 'Deliveries' }).getByRole('row').nth(1).waitFor();

    await page.getByRole('navigation').getByRole('link', { name: 'Subscriptions' }).click();
    const row = page.getByRole('row').filter({ hasText: '/events/refuses' });
    await row.getByText('Failing').waitFor();
    await row.getByText(/2 attempts failed since .*: Status 503\./).waitFor();
    receiver.status = 204;
  });

  test('dead deliveries of one that ended name its receiver, are not counted, and say what to do', async () => {
    receiver.status = 410;
    const url = `${receiver.url}/gone-${randomUUID()}`;
    const { id } = (await world.call('POST', '/v1/subscriptions', { url, campaignName: 'Gone' })) as Named;
    await upload('Gone', 'no number');
    await open(`/deliveries?state=dead&subscription=${id}`);
    const row = page.getByRole('row').filter({ hasText: url });
    await row.getByText('It cannot be delivered again').waitFor();
    expect(await row.getByRole('button', { name: 'Redeliver' }).count()).toBe(0);
    expect(await page.getByLabel('Subscription').locator('option:checked').innerText()).toBe(
      `${url} (ended)`,
    );
    await page.getByRole('button', { name: 'Redeliver dead deliveries' }).click();
    await page.getByRole('dialog').getByText('0 dead deliveries').waitFor();
    await page.getByRole('button', { name: 'Redeliver them' }).click();
    await page.getByRole('main').getByText('Nothing is delivered again').waitFor();
    await page.getByRole('navigation').getByRole('link', { name: 'Subscriptions' }).click();
    await page.getByRole('row').filter({ hasText: url }).getByText('Ended').waitFor();
    receiver.status = 204;
  });

  test('a receiver is added with its secret shown until its button is pressed, and deleted after a confirmation', async () => {
    await open('/subscriptions');
    await page.getByRole('button', { name: 'Add a receiver' }).click();
    await page.getByLabel('Address (URL)').fill(`${receiver.url}/added`);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const secret = await page
      .getByRole('dialog')
      .getByText(/^whsec_/)
      .textContent();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').getByText(String(secret)).isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Done' }).click();
    expect(await focused()).toBe('Add a receiver');
    expect(await page.content()).not.toContain(String(secret));

    const row = page.getByRole('row').filter({ hasText: '/events/added' });
    await row.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete the subscription', exact: true }).click();
    await row.waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
  });
});

describe('Accounts', () => {
  test('an account is stored, gets another key, and is deleted; its key is never on the page', async () => {
    await open('/accounts');
    await page.getByRole('button', { name: 'Add an account' }).click();
    await page.getByLabel('Name', { exact: true }).fill('south');
    await page.getByLabel('CloudAgent user name').fill('acme');
    await page.getByLabel('API key').fill('a-key-of-south');
    await page.getByRole('button', { name: 'Store the account' }).click();
    const row = page.getByRole('row').filter({ hasText: 'south' });
    await row.waitFor();
    expect(await focused()).toBe('Add an account');

    await row.getByRole('button', { name: 'Replace key' }).click();
    await page.getByLabel('New API key of acme').fill('another-key-of-south');
    await page.getByRole('button', { name: 'Replace the key' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await page.content()).not.toMatch(/key-of-south/);

    await row.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete the account', exact: true }).click();
    await row.waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
  });
});

describe('Barriers', () => {
  test('the page of an upload has none in light and dark, and does not scroll sideways on a phone', async () => {
    await open(`/uploads/${await upload('Onam', 'no number')}`);
    await page.getByRole('listitem').getByText('Rejected').first().waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await listBarriers(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 375, height: 700 });
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });
});

describe('Statistics', () => {
  test('statistics are charts and the same figures as tables', async () => {
    await upload('Onam', 'no number');
    await open('/statistics');
    await page
      .getByRole('img', { name: /^Outcomes\./ })
      .locator('canvas')
      .waitFor();
    await page.getByText('The figures as a table').first().click();
    await page
      .getByRole('table', { name: 'Outcomes' })
      .getByRole('columnheader', { name: 'Rejected' })
      .waitFor();
  });
});
