import { useScene } from './scene';
import { ACCOUNT } from './world';

const scene = useScene();

const link = (name: string) => scene.page.getByRole('navigation').getByRole('link', { name, exact: true });
const heading = (name: string) => scene.page.getByRole('heading', { name, level: 1, exact: true }).waitFor();
const focusedTag = (tag: string) =>
  scene.page.waitForFunction((name) => document.activeElement?.tagName === name, tag);

test('while the connector is away a page says so in plain words, and every page is shown when it is back', async () => {
  await scene.world.stopConnector();
  await link('Statistics').click();
  await heading('This page cannot be shown');
  await focusedTag('H1');
  await scene.page.getByRole('alert').getByText('The connector does not answer.').waitFor();
  await scene.page.getByRole('button', { name: 'Try again' }).click();
  await scene.page.getByRole('alert').getByText('The connector does not answer.').waitFor();
  expect(await scene.page.getByText('dynamically imported').count()).toBe(0);
  await scene.world.startConnector();
  await link('Accounts').click();
  await heading('Accounts');
  await link('Statistics').click();
  await heading('Statistics');
});

test('a page that could not be shown is there by itself when the connector is back, and nothing was reloaded', async () => {
  await scene.page.getByLabel('API key').fill('typed-once');
  await scene.world.stopConnector();
  await link('Statistics').click();
  await heading('This page cannot be shown');
  await scene.world.startConnector();
  await heading('Statistics');
  await link('Upload').click();
  expect(await scene.page.getByLabel('API key').inputValue()).toBe('typed-once');
});

test('"Try again" shows a page that could not be shown, with its styles', async () => {
  const code = '**/assets/*';
  const session = '**/console/session';
  await scene.page.route(code, (route) => route.abort());
  await scene.page.route(session, (route) => route.abort());
  await link('Uploads').click();
  await heading('This page cannot be shown');
  await scene.page.unroute(code);
  await scene.page.clock.install();
  await scene.page.unroute(session);
  await scene.page.getByRole('button', { name: 'Try again' }).click();
  await heading('Uploads');
  const sheets = await scene.page.evaluate(() => Array.from(document.styleSheets, ({ href }) => href));
  const links = await scene.page.locator('link[rel="stylesheet"]').count();
  expect(sheets).toHaveLength(links);
});

test('a page whose code is gone, as after an upgrade, is loaded anew', async () => {
  await scene.page.route('**/assets/page-*.js', (route) => route.fulfill({ status: 404 }), { times: 1 });
  await link('Subscriptions').click();
  await heading('Subscriptions');
});

test('"Skip to the content" moves the focus to the content', async () => {
  await scene.page.getByRole('link', { name: 'Skip to the content' }).focus();
  await scene.page.keyboard.press('Enter');
  await focusedTag('MAIN');
});

test('while a list cannot be loaded the page keeps saying so, and shows the list as soon as it can', async () => {
  const asked = '**/v1/uploads?*';
  await scene.page.route(asked, (route) => route.abort());
  await link('Uploads').click();
  const away = scene.page.getByRole('alert').getByText('The connector does not answer.');
  await away.waitFor();
  // It asks again by itself, and says the same meanwhile.
  await scene.page.waitForRequest(asked);
  expect(await away.isVisible()).toBe(true);
  expect(await scene.page.getByText('Loading…').count()).toBe(0);
  await scene.page.unroute(asked);
  await scene.page.getByText('There are no uploads yet.').waitFor();
});

test('a list that is shown while the connector is away says that it was true before, until it is so again', async () => {
  await link('Uploads').click();
  await scene.page.getByText('There are no uploads yet.').waitFor();
  await scene.page.route('**/v1/uploads?*', (route) => route.abort());
  const stale = scene.page.getByRole('alert').filter({ hasText: 'The data shown may be out of date.' });
  await stale.waitFor();
  await scene.page.unroute('**/v1/uploads?*');
  await stale.waitFor({ state: 'detached' });
});

test('stored accounts are offered as soon as the connector answers, and the warning goes by itself', async () => {
  await scene.world.call('PUT', '/v1/accounts/south', ACCOUNT);
  await scene.page.route('**/v1/accounts', (route) => route.abort());
  await scene.page.reload();
  const warning = scene.page.getByText('Stored accounts: The connector does not answer.');
  await warning.waitFor();
  await scene.page.unroute('**/v1/accounts');
  await scene.page.getByLabel('Ozonetel account').getByText('south').waitFor({ state: 'attached' });
  await warning.waitFor({ state: 'detached' });
  await scene.world.call('DELETE', '/v1/accounts/south');
});

test('without a network a list says so instead of waiting for one', async () => {
  await link('Uploads').click();
  await scene.page.getByText('There are no uploads yet.').waitFor();
  await scene.guest.context.setOffline(true);
  const stale = scene.page.getByRole('alert').filter({ hasText: 'The data shown may be out of date.' });
  await stale.waitFor();
  await scene.guest.context.setOffline(false);
  await stale.waitFor({ state: 'detached' });
});

test('a connector that does not answer a sign-in is waited for, and the page says so', async () => {
  await scene.page.getByRole('button', { name: 'Sign out' }).click();
  const key = scene.page.getByLabel('Connector key');
  await key.fill('some-key-of-somebody');
  process.kill(scene.world.pid(), 'SIGSTOP');
  try {
    await key.press('Enter');
    await scene.page.getByText('Still waiting for the connector…').last().waitFor();
    await scene.page.getByRole('alert').getByText('The connector does not answer in time.').waitFor();
  } finally {
    process.kill(scene.world.pid(), 'SIGCONT');
  }
});

test('a button whose request is never answered is free again after half a minute, and the page says why', async () => {
  await scene.page.clock.install();
  await link('Accounts').click();
  await scene.page.getByRole('button', { name: 'Add an account' }).click();
  const dialog = scene.page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('north');
  await dialog.getByLabel('CloudAgent user name').fill('acme');
  await dialog.getByLabel('API key').fill('acme-key');
  const asked = scene.page.waitForRequest('**/v1/accounts/north');
  await scene.page.route('**/v1/accounts/north', () => undefined);
  const store = dialog.getByRole('button', { name: 'Store the account' });
  await store.click();
  await asked;
  await scene.page.clock.fastForward('00:30');
  await dialog.getByRole('alert').getByText('The connector does not answer in time.').waitFor();
  await scene.page.unroute('**/v1/accounts/north');
  await store.click();
  await scene.page.getByRole('row').filter({ hasText: 'north' }).waitFor();
});

test('what something else answers in the place of the connector is not shown as if nobody had answered', async () => {
  await scene.page.route('**/v1/accounts', (route) => route.fulfill({ body: '<h1>Sign in</h1>' }));
  await link('Accounts').click();
  await scene.page.getByRole('alert').getByText('did not come from the connector').waitFor();
});
