import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Type stripping suffices: the file has no imports. */
const WATCHER = pathToFileURL(join(__dirname, '..', 'src', 'watch-parent.ts')).href;
const CHILD = `
  const { watchParent } = await import(${JSON.stringify(WATCHER)});
  watchParent(() => { console.log('gone'); process.exit(); });
  setInterval(() => {}, 1000);
  console.log('watching');
`;
const PARENT = `
  require('node:child_process').spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', ${JSON.stringify(CHILD)}], { stdio: 'inherit' });
`;

it('a child notices that its parent was killed, which could tell nobody', async () => {
  const parent = spawn(process.execPath, ['-e', PARENT], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const text of parent.stdout.setEncoding('utf8') as AsyncIterable<string>) {
    said += text;
    if (said === 'watching\n') parent.kill('SIGKILL');
  }
  expect(said).toBe('watching\ngone\n');
});
