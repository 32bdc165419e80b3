import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useScene } from './scene';

const scene = useScene();

let folder: string;
let file: string;
let other: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'console-drop-'));
  file = join(folder, 'dropped.csv');
  other = join(folder, 'other.csv');
  for (const path of [file, other]) writeFileSync(path, 'Phone,Name\n9876543210,Asha\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Drags files from the desktop to the middle of an element, and lets them go. */
async function drop(selector: string, files: readonly string[] = [file]): Promise<void> {
  const box = await scene.page.locator(selector).first().boundingBox();
  if (box === null) throw new Error(`${selector} is not there.`);
  const devTools = await scene.guest.context.newCDPSession(scene.page);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await devTools.send('Input.dispatchDragEvent', { type, ...at, data });
}

test('a file that is dropped on its place is taken', async () => {
  await drop('.drop-zone');
  await scene.page.getByText('dropped.csv, ').waitFor();
  await scene.page.getByRole('cell', { name: 'Asha' }).waitFor();
});

test('of several files that are dropped at once none is taken, and the page says why, until one is', async () => {
  const why = scene.page.getByText('These are several files, and an upload has one: nothing was taken.');
  await drop('.drop-zone', [file, other]);
  await why.waitFor();
  expect(await scene.page.getByText('dropped.csv, ').count()).toBe(0);
  await drop('.drop-zone', [other]);
  await scene.page.getByText('other.csv, ').waitFor();
  expect(await why.count()).toBe(0);
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
