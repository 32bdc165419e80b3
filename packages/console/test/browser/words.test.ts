import { join } from 'node:path';
import { useScene } from './scene';
import { chooseCampaign, giveFile } from './visit';

const scene = useScene();

const open = (path: string) => scene.page.goto(`${scene.world.url}/console${path}`);

test('a phone number in the address of a list is taken out, and never asked for', async () => {
  const asked: string[] = [];
  scene.page.on('request', (request) => {
    if (request.url().includes('/v1/')) asked.push(request.url());
  });
  await open('/uploads?q=9876543210&from=2026-01-01');
  await scene.page.getByText('The address had a phone number').waitFor();
  await scene.page.getByText('No upload matches these filters.').waitFor();
  expect(new URL(scene.page.url()).search).toBe('?from=2026-01-01');
  expect(asked.filter((url) => url.includes('9876543210'))).toEqual([]);
});

test('an upload that there is not leads back to the list, and days in the wrong order say so', async () => {
  await open('/uploads/upl_nowhere');
  await scene.page.getByRole('alert').getByRole('link', { name: 'All uploads' }).click();
  await scene.page.getByLabel('From day').fill('2026-03-02');
  await scene.page.getByLabel('To day').fill('2026-03-01');
  await scene.page.getByText('This day is before "From day"').waitFor();
});

test('an account whose name is refused says so once, with the name of the field', async () => {
  await open('/accounts');
  await scene.page.getByRole('button', { name: 'Add an account' }).click();
  const dialog = scene.page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('my account!');
  await dialog.getByLabel('CloudAgent user name').fill('acme');
  await dialog.getByLabel('API key').fill('acme-key');
  await dialog.getByRole('button', { name: 'Store the account' }).click();
  expect(await dialog.getByRole('alert').innerText()).toBe(
    'Name: must have 1 to 64 letters, digits, ".", "_" or "-".',
  );
});

test('sending without an account asks for what its empty field wants, and moves the focus to it', async () => {
  await giveFile(scene.page, 'Phone,Name\n9876543210,Asha\n');
  await scene.page.getByText('The first row as Ozonetel will see it').waitFor({ state: 'attached' });
  await scene.page.getByRole('button', { name: 'Upload', exact: true }).click();
  await scene.page.getByRole('alert').getByText('Enter the CloudAgent user name.').waitFor();
  expect(await scene.page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('username');
});

test('of a workbook with several sheets the page names the one that was read and those that were not', async () => {
  await scene.page.getByLabel('Contact file').setInputFiles(join(__dirname, 'two-sheets.xlsx'));
  await scene.page
    .getByText('Only the sheet "March", the first that is visible, was read. "April" has rows, too')
    .waitFor();
});

test('sending without a campaign moves the focus to its field, and the problem of the focused row is read in full', async () => {
  await chooseCampaign(scene.page, '');
  await giveFile(scene.page, 'Phone,Name\n9876543210,Asha\n9.19877E+11,Ravi\n');
  await scene.page.getByRole('grid').waitFor();
  await scene.page.getByRole('button', { name: 'Upload', exact: true }).click();
  await scene.page.getByText('Enter the campaign.').first().waitFor();
  expect(await scene.page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('campaign');
  await scene.page.getByRole('gridcell', { name: 'Ravi' }).click();
  await scene.page.getByText(/^Line 3: The phone number is in scientific notation/).waitFor();
});
