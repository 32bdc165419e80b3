import { messyFile } from './messy-file';
import { useScene } from './scene';
import { chooseCampaign, giveFile, signIn, watch } from './visit';

const scene = useScene({ CALLBACK_TIMEOUT_MS: '1500' });

const outcome = (text: string | RegExp) => scene.page.getByRole('main').getByText(text).first().waitFor();

test('a messy file of 5,000 rows is checked, confirmed, uploaded and started, and followed to its outcome', async () => {
  await chooseCampaign(scene.page, 'Diwali');
  await giveFile(scene.page, messyFile());
  await scene.page.getByRole('grid').waitFor();
  expect(await scene.page.getByRole('combobox', { name: 'Mobile No becomes' }).inputValue()).toBe(
    'PhoneNumber',
  );
  expect(await scene.page.locator('.counts').innerText()).toMatch(
    /Ready\s+4,876\s+Problems\s+100\s+Repeated\s+24/,
  );
  await scene.page.getByRole('button', { name: 'Upload and start' }).click();
  const dialog = scene.page.getByRole('dialog');
  await dialog.getByRole('heading', { name: 'This will dial at least 4,876 people' }).waitFor();
  await dialog.getByRole('button', { name: 'Upload and start' }).dblclick();
  await outcome('4,876 contacts are in Diwali, and the campaign is started.');
  expect(scene.world.contactsIn('Diwali')).toBe(4_876);
  const [download] = await Promise.all([
    scene.page.waitForEvent('download'),
    scene.page.getByRole('button', { name: 'Download 124 rows left out' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^rejected-upl_.*\.csv$/);
});

test('a problem shows the line of the spreadsheet, and the grid is used by keyboard like one', async () => {
  await giveFile(scene.page, 'Phone,Name\n9876543210,Asha\n\ncall me,Ravi\n,Mina\n');
  const grid = scene.page.getByRole('grid');
  const first = grid.getByRole('row').nth(1);
  expect(await first.innerText()).toMatch(/^4\s+The phone number has no digit\.\s+call me\s+Ravi$/);
  await first.getByRole('gridcell').nth(2).focus();
  await scene.page.keyboard.press('ArrowDown');
  await scene.page.keyboard.press('ArrowRight');
  await scene.page.keyboard.type('Mina B');
  await scene.page.keyboard.press('Escape');
  expect(await focusedText()).toBe('Mina');
  await scene.page.keyboard.press('Home');
  await scene.page.keyboard.press('Control+Home');
  expect(await focusedText()).toBe('4');
});

test('a cell that is corrected is checked at once, and the corrected contact is uploaded', async () => {
  await chooseCampaign(scene.page, 'Holi');
  await giveFile(scene.page, 'Phone,Name\n9876543210,Asha\ncall me,Ravi\n');
  const cell = scene.page.getByRole('gridcell', { name: 'call me' });
  await cell.focus();
  await scene.page.keyboard.press('Enter');
  await scene.page.keyboard.press('Control+a');
  await scene.page.keyboard.type('98765 00000');
  await scene.page.keyboard.press('Enter');
  await scene.page.getByRole('gridcell', { name: 'Corrected' }).waitFor();
  await scene.page.getByRole('button', { name: 'Upload', exact: true }).click();
  await outcome('2 contacts are in Holi.');
  expect(scene.world.simulator.campaigns.find('acme', 'Holi')?.contacts).toContainEqual(
    expect.objectContaining({ PhoneNumber: '98765 00000' }),
  );
});

test('what is wrong with a changed cell is said while the connector still checks the file', async () => {
  await giveFile(scene.page, 'Phone,Name\n9876543210,Asha\ncall me,Ravi\n');
  const cell = scene.page.getByRole('gridcell', { name: 'call me' });
  await cell.waitFor();
  // From now on the connector does not answer.
  await scene.page.route('**/v1/checks', () => undefined);
  await cell.focus();
  await scene.page.keyboard.type('9.19877E+11');
  await scene.page.keyboard.press('Enter');
  await scene.page.getByRole('gridcell', { name: 'scientific notation' }).waitFor();
  await scene.page.keyboard.type('98765 00000');
  await scene.page.keyboard.press('Enter');
  await scene.page.getByRole('gridcell', { name: 'Looks right' }).waitFor();
});

test('a phone number that is too short is in the grid with its line, to be corrected or left out', async () => {
  await chooseCampaign(scene.page, 'Holi');
  await giveFile(scene.page, 'Phone,Name\n9876543210,Asha\n12345,Ravi\n54321,Mina\n');
  await scene.page.getByText('2 rows are worth a look').waitFor();
  await scene.page.getByRole('gridcell', { name: '12345' }).focus();
  await scene.page.keyboard.type('9876512345');
  await scene.page.keyboard.press('Enter');
  await scene.page.keyboard.press('Delete');
  await scene.page.keyboard.press('Enter');
  await scene.page.getByText('2 contacts are ready.').waitFor();
  await scene.page.getByRole('gridcell', { name: 'The phone number is missing.' }).waitFor();
});

test('a row with more cells than the header is corrected in the grid, which shows the cells beyond it', async () => {
  await chooseCampaign(scene.page, 'Holi');
  await giveFile(scene.page, 'Phone,Name\n9876543210,Asha\n9876500007,Rao,Ravi\n');
  await scene.page.getByRole('columnheader', { name: 'Column 3' }).waitFor();
  await scene.page.getByRole('gridcell', { name: 'Rao', exact: true }).focus();
  await scene.page.keyboard.type('Rao Ravi');
  await scene.page.keyboard.press('Tab');
  expect(await focusedText()).toBe('Ravi');
  await scene.page.keyboard.press('Delete');
  await scene.page.keyboard.press('Enter');
  await scene.page.getByRole('gridcell', { name: 'Corrected' }).waitFor();
  await scene.page.getByRole('button', { name: 'Upload', exact: true }).click();
  await outcome('2 contacts are in Holi.');
  expect(scene.world.simulator.campaigns.find('acme', 'Holi')?.contacts).toContainEqual(
    expect.objectContaining({ PhoneNumber: '9876500007', Name: 'Rao Ravi' }),
  );
});

test('"Fix first" keeps the file back while a row has a problem', async () => {
  await chooseCampaign(scene.page, 'Holi');
  await giveFile(scene.page, 'Phone,Name\n9876543210,Asha\ncall me,Ravi\n');
  await scene.page.getByRole('radio', { name: 'Fix first' }).check();
  await scene.page.getByRole('button', { name: 'Upload', exact: true }).click();
  await outcome(/1 row still has a problem: correct it, or choose/);
});

test('a campaign that Ozonetel does not know is refused in its words, with what to do', async () => {
  await chooseCampaign(scene.page, 'Dewali');
  await giveFile(scene.page, 'Phone\n9876543210\n');
  await scene.page.getByText('1 contact is ready.').waitFor();
  await scene.page.getByRole('button', { name: 'Upload', exact: true }).click();
  await outcome(/Nothing was added to Dewali\. Ozonetel says: .*Campaign not found/);
  await outcome(/Check the spelling of the campaign name/);
  // What was never reached is not shown as done.
  expect(await scene.page.locator('.step-done').allInnerTexts()).toEqual(['Checked', 'Your turn', 'Sending']);
});

test('an upload that Ozonetel never confirms warns against uploading again, and asks before it leads back to its contacts', async () => {
  scene.world.simulator.faults.add({ fault: 'callback-dropped', campaignName: 'Onam', times: 1 });
  await chooseCampaign(scene.page, 'Onam');
  await giveFile(scene.page, 'Phone\n9876543210\n');
  await scene.page.getByText('1 contact is ready.').waitFor();
  await scene.page.getByRole('button', { name: 'Upload', exact: true }).click();
  await outcome(/Look at the campaign in CloudAgent before you upload again/);
  await scene.page.getByRole('button', { name: 'Back to the contacts' }).click();
  const dialog = scene.page.getByRole('dialog', { name: 'Some of these contacts may be in the campaign' });
  await dialog.getByRole('button', { name: 'Stay here' }).click();
  await outcome(/It is not known yet whether the contacts are in Onam/);
  await scene.page.getByRole('button', { name: 'Back to the contacts' }).click();
  await dialog.getByRole('button', { name: 'Go back to them' }).click();
  await scene.page.getByText('1 contact is ready.').waitFor();
  await outcome(/It is not known yet whether the contacts are in Onam/);
});

async function paste(cells: string): Promise<void> {
  await scene.page.getByLabel('Or paste cells').focus();
  await scene.page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, cells);
}

test('the focus goes to the heading when an upload is sent and when another is begun', async () => {
  const focusedTag = () => scene.page.waitForFunction(() => document.activeElement?.tagName === 'H1');
  await chooseCampaign(scene.page, 'Onam');
  await giveFile(scene.page, 'Phone\n9876543210\n');
  await scene.page.getByText('1 contact is ready.').waitFor();
  await scene.page.getByRole('button', { name: 'Check only' }).click();
  await outcome('1 contact can be uploaded. Nothing was sent.');
  await focusedTag();
  await scene.page.getByRole('button', { name: 'Back to the contacts' }).click();
  await scene.page.getByRole('heading', { name: '1. Where to' }).waitFor();
  await focusedTag();
});

test('a file without a column of phone numbers says where to choose it, and one that is a contact list without a header warns', async () => {
  await giveFile(scene.page, '98765 43210,Asha\n98765 43211,Ravi\n');
  await scene.page.getByText('Is the first row a contact?').waitFor();
  await outcome('No column is "Phone number". Choose under "3. Columns" which one it is.');
  expect(await scene.page.getByRole('main').innerText()).not.toContain('"columns"');
});

test('a file of nothing but a header says what to do', async () => {
  await giveFile(scene.page, 'Phone,Name\n');
  await outcome(/there is no row under the header\. Add the contacts below the header/);
});

test('a file of which every row is refused names its columns as it does itself', async () => {
  await giveFile(scene.page, 'Mobile,Name\ncall me,Asha\n');
  await outcome(/Mobile is not valid in 1 row \(line 2\)/);
});

test('columns of one name have no drop-downs, which would change together, but say where to rename them', async () => {
  await giveFile(scene.page, 'Mobile No,Mobile No,Name\n9876543210,9876543211,Asha\n');
  await outcome('More than one column is named "Mobile No".');
  expect(await scene.page.getByText('Rename it in your spreadsheet').count()).toBe(2);
  expect(await scene.page.getByRole('combobox', { name: 'Mobile No becomes' }).count()).toBe(0);
  await scene.page.getByRole('combobox', { name: 'Name becomes' }).waitFor();
});

test('what is not a contact file says so, without columns to choose from', async () => {
  await giveFile(scene.page, '<!doctype html><html><body>Sign in</body></html>');
  await outcome(/The file is a web page/);
  expect(await scene.page.getByRole('heading', { name: /Columns|Send/ }).count()).toBe(0);
});

test('cells pasted from a spreadsheet are contacts', async () => {
  await paste('Mobile\tName\n9876543210\tAsha, Pune\n');
  await scene.page.getByText('Pasted contacts.csv, ').waitFor();
  await scene.page.getByRole('cell', { name: 'Asha, Pune' }).waitFor();
});

test('cells pasted without a header are all contacts, and the page says that their columns have no names', async () => {
  await paste('Asha\t9876543210\nRavi\t9876543211\n');
  await scene.page.getByText('The cells came without a header').waitFor();
  await scene.page.getByRole('cell', { name: 'Asha' }).waitFor();
  expect(await scene.page.getByRole('combobox', { name: 'PhoneNumber becomes' }).inputValue()).toBe(
    'PhoneNumber',
  );
  expect(await scene.page.locator('.counts').innerText()).toMatch(/Ready\s+2/);
});

test('a session that expires during an edit is renewed over the page, and nothing is lost', async () => {
  await chooseCampaign(scene.page, 'Holi');
  await giveFile(scene.page, 'Phone,Name\ncall me,Ravi\n9876543210,Asha\n');
  await scene.page.getByRole('gridcell', { name: 'call me' }).focus();
  await scene.guest.context.clearCookies();
  await scene.page.keyboard.type('98765 00000');
  await scene.page.keyboard.press('Enter');
  await scene.page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
  await signIn(scene.page);
  await scene.page.getByRole('dialog', { name: 'Sign in again' }).waitFor({ state: 'hidden' });
  await scene.page.getByRole('gridcell', { name: 'Corrected' }).waitFor();
  expect(await scene.page.getByRole('combobox', { name: 'Campaign' }).inputValue()).toBe('Holi');
});

test('a cell that is being typed into keeps what was typed, and the focus, when the session expires', async () => {
  await giveFile(scene.page, 'Phone,Name\ncall me,Ravi\nring me,Mina\n9876543210,Asha\n');
  await scene.page.getByRole('gridcell', { name: 'call me' }).focus();
  await scene.page.keyboard.type('98765 00000');
  await scene.page.keyboard.press('Enter');
  await scene.guest.context.clearCookies();
  await scene.page.keyboard.type('98765 00001');
  const dialog = scene.page.getByRole('dialog', { name: 'Sign in again' });
  await dialog.waitFor();
  await signIn(scene.page);
  await dialog.waitFor({ state: 'hidden' });
  expect(await focusedText()).toBe('98765 00001');
});

test('what is typed into a cell stays in its row when a check adds a row above or takes one away', async () => {
  const rows = ['call me,Ravi', '98765 00001,Asha', 'ring me,Mina', '98765 00002,Tara'];
  await giveFile(scene.page, `Phone,Name\n${rows.join('\n')}\n`);
  const type = (text: string) => scene.page.keyboard.type(text);
  await scene.page.getByRole('gridcell', { name: 'call me' }).focus();
  await type('98765 00001');
  await scene.page.keyboard.press('Enter');
  await type('98765');
  // Asha's number was the first of its kind until now.
  const added = scene.page.getByRole('gridcell', { name: '98765 00001' }).nth(1);
  await added.waitFor();
  await type(' 00003');
  await scene.page.keyboard.press('Enter');
  await scene.page.getByRole('gridcell', { name: '98765 00003' }).waitFor();

  await scene.page.getByRole('gridcell', { name: '98765 00001' }).first().focus();
  await type('98765 00004');
  await scene.page.keyboard.press('Enter');
  await scene.page.keyboard.press('ArrowDown');
  await type('98765');
  await added.waitFor({ state: 'detached' });
  await type(' 00005');
  await scene.page.keyboard.press('Enter');
  await scene.page.getByRole('gridcell', { name: '98765 00005' }).waitFor();
  const grid = await scene.page.getByRole('grid').innerText();
  expect(grid).toMatch(/98765 00004\s+Ravi/);
  expect(grid).toMatch(/98765 00005\s+Mina/);
});

test('a reload while a cell is typed into keeps what was typed', async () => {
  scene.page.on('dialog', (dialog) => void dialog.accept());
  await giveFile(scene.page, 'Phone,Name\ncall me,Ravi\n9876543210,Asha\n');
  await scene.page.getByRole('gridcell', { name: 'call me' }).focus();
  await scene.page.keyboard.type('98765 00000');
  await scene.page.reload();
  await scene.page.getByRole('gridcell', { name: '98765 00000' }).waitFor();
  await scene.page.getByRole('gridcell', { name: 'Corrected' }).waitFor();
});

test('a reload keeps what is typed into the fields for cells and for a link', async () => {
  await scene.page.getByLabel('Or paste cells').pressSequentially('Phone, 98765 43210');
  await scene.page.getByLabel('Or use a link').pressSequentially('https://example.com/a.c');
  await scene.page.reload();
  const cells = scene.page.getByLabel('Or paste cells');
  await cells.waitFor();
  expect(await cells.inputValue()).toBe('Phone, 98765 43210');
  expect(await scene.page.getByLabel('Or use a link').inputValue()).toBe('https://example.com/a.c');
});

test('a reload keeps what was chosen and corrected', async () => {
  scene.page.on('dialog', (dialog) => void dialog.accept());
  await scene.page.getByRole('combobox', { name: 'Campaign' }).fill('Onam');
  await giveFile(scene.page, 'Phone,Name\ncall me,Ravi\n9876543210,Asha\n');
  await scene.page.getByRole('gridcell', { name: 'call me' }).focus();
  await scene.page.keyboard.type('98765 00000');
  await scene.page.keyboard.press('Enter');
  await scene.page.getByRole('gridcell', { name: 'Corrected' }).waitFor();
  await scene.page.reload();
  await scene.page.getByRole('gridcell', { name: 'Corrected' }).waitFor();
  expect(await scene.page.getByRole('combobox', { name: 'Campaign' }).inputValue()).toBe('Onam');
});

test('two tabs work on two files', async () => {
  const other = await scene.guest.context.newPage();
  const { faults } = watch(other, scene.world);
  await other.goto(`${scene.world.url}/console/`);
  await giveFile(scene.page, 'Phone,Name\n9876543210,Asha\n', 'first.csv');
  await giveFile(other, 'Phone,Name\n9876500000,Ravi\n9876500001,Mina\n', 'second.csv');
  await scene.page.getByRole('cell', { name: 'Asha' }).waitFor();
  await other.getByRole('cell', { name: 'Mina' }).waitFor();
  expect(await scene.page.getByRole('cell', { name: 'Mina' }).count()).toBe(0);
  expect(faults).toEqual([]);
});

test('no phone number is left in the address, in storage beyond the tab, or in the connector’s log', async () => {
  await chooseCampaign(scene.page, 'Holi');
  await giveFile(scene.page, '9876501234,Name\n9876501234,Asha\n');
  await scene.page.getByRole('combobox', { name: '9876501234 becomes' }).selectOption('PhoneNumber');
  await scene.page.getByText('1 contact is ready.').waitFor();
  await scene.page.getByRole('button', { name: 'Upload', exact: true }).click();
  await outcome(/1 contact is in Holi/);
  const kept = await scene.page.evaluate(() => JSON.stringify(localStorage) + location.href);
  expect(kept).not.toContain('9876501234');
  expect(scene.world.logged()).not.toContain('9876501234');
});

async function focusedText(): Promise<string> {
  return scene.page.evaluate(() => document.activeElement?.textContent ?? '');
}
