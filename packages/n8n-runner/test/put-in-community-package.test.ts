import { existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { putInCommunityPackage } from '../src/n8n/put-in-community-package';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'demo-package-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('an installed package has what the tarball would have, as files and not as a link', async () => {
  for (const path of ['package/dist/nodes', 'package/node_modules/n8n-workflow']) {
    mkdirSync(join(folder, path), { recursive: true });
  }
  writeFileSync(join(folder, 'package/dist/nodes/Ozonetel.node.js'), '');
  writeFileSync(
    join(folder, 'package/package.json'),
    JSON.stringify({ name: 'n8n-nodes-ozonetel', files: ['dist'] }),
  );
  await putInCommunityPackage(join(folder, 'package'), join(folder, 'user'));
  const target = join(folder, 'user/.n8n/nodes/node_modules/n8n-nodes-ozonetel');
  expect(lstatSync(target).isSymbolicLink()).toBe(false);
  expect(existsSync(join(target, 'dist/nodes/Ozonetel.node.js'))).toBe(true);
  expect(existsSync(join(target, 'node_modules'))).toBe(false);
});
