import { useScene } from './scene';
import { chooseCampaign, giveFile } from './visit';
import { ACCOUNT } from './world';

const scene = useScene();

const shown = (text: string | RegExp) => scene.page.getByRole('main').getByText(text).first().waitFor();
const button = (name: string) => scene.page.getByRole('button', { name, exact: true });

/** Gives a file of two contacts, and corrects one of them. */
async function prepare(campaign: string): Promise<void> {
  await chooseCampaign(scene.page, campaign);
  await giveFile(scene.page, 'Phone,Name\ncall me,Ravi\n9876543210,Asha\n');
  await scene.page.getByRole('gridcell', { name: 'call me' }).focus();
  await scene.page.keyboard.type('98765 00000');
  await scene.page.keyboard.press('Enter');
  await shown('2 contacts are ready.');
}

const campaign = () => scene.page.getByRole('combobox', { name: 'Campaign' });

test('after a campaign with a typo the contacts are there with their corrections, and are uploaded to the right one', async () => {
  await prepare('Dewali');
  await button('Upload').click();
  await shown(/Nothing was added to Dewali/);
  expect(await button('Stop campaign').count()).toBe(0);
  const [download] = await Promise.all([
    scene.page.waitForEvent('download'),
    button('Download the rows that were not sent').click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^unsent-upl_.*\.csv$/);
  await scene.page.reload();
  await button('Back to the contacts').click();
  await shown(/Nothing was added to Dewali\. Ozonetel says: .*Campaign not found/);
  await scene.page.getByLabel('API key').fill(ACCOUNT.apiKey);
  await campaign().fill('Onam');
  await scene.page.getByRole('gridcell', { name: 'Corrected' }).waitFor();
  await shown('2 contacts are ready.');
  const before = scene.world.contactsIn('Onam');
  await button('Upload').click();
  await shown('2 contacts are in Onam.');
  expect(scene.world.contactsIn('Onam') - before).toBe(2);
  await shown('start the campaign in CloudAgent');
  expect(await button('Back to the contacts').count()).toBe(0);
  await button('New upload').click();
  expect(await campaign().inputValue()).toBe('Onam');
  expect(await scene.page.getByRole('grid').count()).toBe(0);
});

test('contacts that were only checked are uploaded afterwards as they were corrected', async () => {
  await prepare('Holi');
  await button('Check only').click();
  await shown('2 contacts can be uploaded. Nothing was sent.');
  await button('Back to the contacts').click();
  await shown('2 contacts are ready.');
  await button('Upload').click();
  await shown('2 contacts are in Holi.');
});

test('an upload that the user cancels leads back to its contacts, which can be uploaded again', async () => {
  const letCallbacksGo = scene.world.holdCallbacks();
  // Into the same campaign, so that the other one waits.
  await scene.world.call('POST', '/v1/uploads', {
    account: ACCOUNT,
    campaignName: 'Diwali',
    contacts: [{ PhoneNumber: '9876543210' }],
  });
  await prepare('Diwali');
  await button('Upload').click();
  await button('Cancel the upload').click();
  await scene.page.getByRole('dialog').getByRole('button', { name: 'Cancel the upload' }).click();
  await shown('The upload was canceled. Nothing was sent to Ozonetel.');
  await button('Back to the contacts').click();
  await shown('2 contacts are ready.');
  letCallbacksGo();
  await button('Upload').click();
  await shown('2 contacts are in Diwali.');
});
