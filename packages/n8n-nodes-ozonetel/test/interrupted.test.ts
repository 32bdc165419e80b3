import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pollUntil } from '@ozonetel-bulk-upload/n8n-runner';

const REAPER = join(__dirname, 'e2e/harness/end-with-suite.mjs');

/** Starts the reaper, has it watch a process that is stopped and a folder, and waits to be killed. */
const SUITE = `
const { spawn } = require('node:child_process');
const [reaperFile, folder] = process.argv.slice(1);
const reaper = spawn(process.execPath, [reaperFile], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
process.kill(child.pid, 'SIGSTOP');
reaper.stdin.write(JSON.stringify({ started: child.pid }) + '\\n' + JSON.stringify({ folder }) + '\\n', () =>
  console.log(String(child.pid)));
setInterval(() => {}, 1000);
`;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

it('an end-to-end suite that is killed leaves no process and no folder behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ozonetel-interrupted-'));
  const suite = spawn(process.execPath, ['-e', SUITE, REAPER, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(suite.stdout, 'data')) as [Buffer];
  const pid = Number(said.toString());
  expect(isRunning(pid)).toBe(true);
  suite.kill('SIGKILL');
  const isClean = await pollUntil(() => (isRunning(pid) || existsSync(folder) ? undefined : true), {
    limitMs: 30_000,
  });
  expect(isClean).toBe(true);
});
