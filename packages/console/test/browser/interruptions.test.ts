import { useScene } from './scene';
import { chooseCampaign, giveFile, signIn, watch } from './visit';
import { ACCOUNT } from './world';

const scene = useScene();

const shown = (text: string | RegExp) => scene.page.getByRole('main').getByText(text).first().waitFor();

async function correct(name: string, text: string): Promise<void> {
  await scene.page.getByRole('gridcell', { name }).focus();
  await scene.page.keyboard.type(text);
  await scene.page.keyboard.press('Enter');
}

test('a session that expires before the upload is renewed over the page, and the contacts are uploaded once', async () => {
  await chooseCampaign(scene.page, 'Onam');
  await giveFile(scene.page, 'Phone\n9876543210\n9876543211\n');
  await shown('2 contacts are ready.');
  const before = scene.world.contactsIn('Onam');
  await scene.guest.context.clearCookies();
  await scene.page.getByRole('button', { name: 'Upload', exact: true }).click();
  await scene.page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
  await signIn(scene.page);
  await shown('2 contacts are in Onam.');
  expect(scene.world.contactsIn('Onam') - before).toBe(2);
});

test('an upload that is refused for want of a session, and not signed in for, is still there to be sent', async () => {
  await chooseCampaign(scene.page, 'Onam');
  await giveFile(scene.page, 'Phone\n9876543210\n');
  await shown('1 contact is ready.');
  await scene.guest.context.clearCookies();
  await scene.page.getByRole('button', { name: 'Upload', exact: true }).click();
  const dialog = scene.page.getByRole('dialog', { name: 'Sign in again' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await shown('You are signed out. Sign in and try again.');
  await scene.page.getByRole('button', { name: 'Upload', exact: true }).click();
  await dialog.waitFor();
  await signIn(scene.page);
  await shown('1 contact is in Onam.');
});

test('a connector that is restarted while a file is corrected is asked again by itself, and nothing is lost', async () => {
  scene.page.on('dialog', (dialog) => void dialog.accept());
  await chooseCampaign(scene.page, 'Holi');
  await giveFile(scene.page, 'Phone,Name\ncall me,Ravi\n9876543210,Asha\nlater,Mina\n');
  await correct('call me', '98765 00000');
  await scene.page.getByRole('gridcell', { name: 'Corrected' }).first().waitFor();
  await scene.world.stopConnector();
  await correct('later', '98765 00001');
  await shown('The connector does not answer.');
  await scene.page.getByRole('gridcell', { name: 'waits for the connector' }).waitFor();
  await scene.page.getByRole('button', { name: 'Upload', exact: true }).click();
  await shown('Not uploaded');
  await scene.world.startConnector();
  // Nobody has to ask for it.
  await shown('3 contacts are ready.');
  expect(await scene.page.getByText('Not uploaded').count()).toBe(0);
  await scene.page.reload();
  // All but the API key, which is kept nowhere.
  await scene.page.getByRole('gridcell', { name: 'Corrected' }).nth(1).waitFor();
  await scene.page.getByLabel('API key').fill(ACCOUNT.apiKey);
  await shown('3 contacts are ready.');
});

test('the columns that were chosen for a campaign come back for that campaign, and for no other', async () => {
  const column = scene.page.getByRole('combobox', { name: 'Contact becomes' });
  await chooseCampaign(scene.page, 'Holi');
  await giveFile(scene.page, 'Contact,Other\nAsha,9876543210\n');
  await scene.page.getByRole('combobox', { name: 'Other becomes' }).selectOption('PhoneNumber');
  await column.selectOption('Name');
  await shown('1 contact is ready.');
  await scene.page.getByRole('button', { name: 'Check only' }).click();
  await shown('1 contact can be uploaded.');

  const next = await scene.guest.context.newPage();
  await next.goto(`${scene.world.url}/console/`);
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
  await chooseCampaign(scene.page, 'Holi');
  await giveFile(scene.page, 'Phone,Name\ncall me,Ravi\n9876543210,Asha\n');
  await shown('1 contact is ready.');
  await scene.page.getByRole('button', { name: 'Upload', exact: true }).click();
  await shown('1 contact is in Holi');
  await giveFile(
    scene.page,
    'row,line,reason,Phone,Name\n1,2,The phone number has no digit.,9876500000,Ravi\n',
  );
  await shown('1 contact is ready.');
  expect(await scene.page.getByRole('combobox', { name: 'Campaign' }).inputValue()).toBe('Holi');
  await scene.page.getByRole('button', { name: 'Upload', exact: true }).click();
  await shown('1 contact is in Holi');
});

test('an upload is followed after a reload', async () => {
  const letCallbacksGo = scene.world.holdCallbacks();
  await chooseCampaign(scene.page, 'Diwali');
  await giveFile(scene.page, 'Phone\n9876543210\n');
  await shown('1 contact is ready.');
  await scene.page.getByRole('button', { name: 'Upload', exact: true }).click();
  await shown(/Ozonetel is processing/);
  await scene.page.reload();
  await shown(/Ozonetel is processing/);
  letCallbacksGo();
  await shown('1 contact is in Diwali');
});

test('signing out in one tab signs out the others, which show nothing of the user any more', async () => {
  const other = await scene.guest.context.newPage();
  const { faults } = watch(other, scene.world);
  await other.goto(`${scene.world.url}/console/`);
  await giveFile(other, 'Phone,Name\n9876543210,Asha\n');
  await other.getByRole('cell', { name: 'Asha' }).waitFor();
  await scene.page.getByRole('button', { name: 'Sign out' }).click();
  const question = scene.page.getByRole('dialog', { name: 'Sign out?' });
  await question.getByText('Another tab has contacts that are not uploaded yet').waitFor();
  await question.getByRole('button', { name: 'Sign out of all tabs' }).click();
  await other.getByLabel('Connector key').waitFor();
  expect(await other.content()).not.toContain('Asha');
  expect(await other.evaluate(() => sessionStorage.length)).toBe(0);
  expect(faults).toEqual([]);
});

test('wrong keys are slowed down, and the page says what to do', async () => {
  const stranger = await scene.browser.newPage();
  await stranger.goto(`${scene.world.url}/console/`);
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
