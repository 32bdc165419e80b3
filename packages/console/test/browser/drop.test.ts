import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useScene } from './scene';

const scene = useScene();

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'console-drop-'));
  file = join(folder, 'dropped.csv');
  writeFileSync(file, 'Phone,Name\n9876543210,Asha\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Drags the file from the desktop to the middle of an element, and lets it go. */
async function drop(selector: string): Promise<void> {
  const box = await scene.page.locator(selector).first().boundingBox();
  if (box === null) throw new Error(`${selector} is not there.`);
  const devTools = await scene.guest.context.newCDPSession(scene.page);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const data = { items: [], files: [file], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await devTools.send('Input.dispatchDragEvent', { type, ...at, data });
}

test('a file that is dropped on its place is taken', async () => {
  await drop('.drop-zone');
  await scene.page.getByText('dropped.csv, ').waitFor();
  await scene.page.getByRole('cell', { name: 'Asha' }).waitFor();
});

test('a file that is dropped elsewhere does not take the place of the page', async () => {
  await scene.page.getByRole('combobox', { name: 'Campaign' }).fill('Holi');
  const opened: string[] = [];
  scene.page.on('framenavigated', (frame) => opened.push(frame.url()));
  scene.guest.context.on('page', (page) => opened.push(page.url()));
  for (const elsewhere of ['h1', 'header', 'input[name="campaign"]']) await drop(elsewhere);
  // What comes after the drops has not been lost with the page.
  await drop('.drop-zone');
  await scene.page.getByRole('cell', { name: 'Asha' }).waitFor();
  expect(await scene.page.getByRole('combobox', { name: 'Campaign' }).inputValue()).toBe('Holi');
  expect(opened).toEqual([]);
});
