// `npm start`: builds what the demo runs, then becomes the demo. Plain JavaScript, so that an old Node can say so.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const nx = fileURLToPath(new URL('../node_modules/nx/dist/bin/nx.js', import.meta.url));
const neededNode = 24;

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** Runs nx without its daemon, which would outlive us, and shows what it said only if it fails. */
async function build() {
  const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: '0' };
  const args = [nx, 'build', '@ozonetel-bulk-upload/demo', '--outputStyle=static'];
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, end);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const code = await new Promise((resolve) => child.once('close', resolve));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, end);
  if (code === null) process.exit(130);
  if (code !== 0)
    fail(
      `${output}\nThe build failed; what it said stands above. If node_modules is older than the sources: npm ci`,
    );
}

if (Number(process.versions.node.split('.')[0]) < neededNode) {
  fail(
    `The demo needs Node ${neededNode} or newer, and this is ${process.versions.node}. On Linux and Windows npm ci ` +
      `brings one (see that it is run without --omit=optional); elsewhere install it from https://nodejs.org.`,
  );
}
if (!existsSync(nx)) fail('The packages are not installed. Run: npm ci');
const parent = process.ppid;
process.stdout.write('Building the packages\n');
await build();
// npm was ended meanwhile, and could not tell us.
if (process.ppid !== parent) process.exit(143);
await import('./dist/main.js');
