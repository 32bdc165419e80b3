// Examines the packed tarball as n8n's verification does, and holds it to our own limits. Prints what it found;
// exits 1 if anything fails.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';

const run = promisify(execFile);

/** Against a dependency that is bundled by mistake: what a user notices is the time that loading takes. */
const MAX_NODE_BYTES = 235 * 1024;
const MAX_LOAD_MS = 20;
/** Loading is measured as often, and the fastest counts: what else the machine does can only make it slower. */
const LOADS = 7;

const root = dirname(fileURLToPath(import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'ozonetel-scan-'));
const failures = [];

try {
  const packed = await unpackTarball();
  report('sources, by the scanner', await analyzePackage(root, SOURCE_FILE_PATTERNS));
  report('tarball, by the scanner', await analyzePackage(packed, ['**/*.js', 'package.json']));
  await checkContents(packed);
  await checkNodes(packed);
} finally {
  await rm(folder, { recursive: true, force: true });
}
for (const failure of failures) console.error(`✗ ${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;

async function unpackTarball() {
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
  });
  const [{ filename }] = JSON.parse(stdout);
  const target = join(folder, 'unpacked');
  await mkdir(target);
  await run('tar', ['-xzf', join(folder, filename), '-C', target, '--strip-components=1']);
  return target;
}

function report(what, { passed, message, details }) {
  if (passed) console.log(`✓ ${what}`);
  else failures.push(`${what}: ${message}\n${details ?? ''}`);
}

/** Nothing but what n8n needs, and no dependency at run time. */
async function checkContents(packed) {
  const manifest = JSON.parse(await readFile(join(packed, 'package.json'), 'utf8'));
  const names = (await readdir(packed)).sort();
  const expected = ['LICENSE', 'README.md', 'dist', 'package.json'];
  const isClean =
    names.join() === expected.join() &&
    manifest.dependencies === undefined &&
    Object.keys(manifest.peerDependencies).join() === 'n8n-workflow';
  if (isClean) console.log(`✓ contents: ${names.join(', ')}; no dependencies`);
  else failures.push(`contents: ${names.join(', ')}, or dependencies that should not be`);
  for (const path of [...manifest.n8n.nodes, ...manifest.n8n.credentials]) {
    await stat(join(packed, path)).catch(() => failures.push(`${path} is named in package.json and missing`));
  }
}

async function checkNodes(packed) {
  const { n8n } = JSON.parse(await readFile(join(packed, 'package.json'), 'utf8'));
  for (const path of n8n.nodes) {
    const { size } = await stat(join(packed, path));
    const loads = [];
    for (let load = 0; load < LOADS; load += 1) loads.push(await measureLoad(join(packed, path)));
    const fastest = Math.min(...loads);
    const figures = `${path}: ${Math.round(size / 1024)} KB, loads in ${fastest.toFixed(1)} ms`;
    if (size <= MAX_NODE_BYTES && fastest <= MAX_LOAD_MS) console.log(`✓ ${figures}`);
    else failures.push(`${figures} (at most ${MAX_NODE_BYTES / 1024} KB and ${MAX_LOAD_MS} ms)`);
  }
}

/** Milliseconds of processor time to load a node in a process of its own that has n8n-workflow loaded, as n8n has. */
async function measureLoad(path) {
  const script = `
    const Module = require('node:module');
    const workflow = require(${JSON.stringify(join(root, 'node_modules/n8n-workflow'))});
    const load = Module._load;
    Module._load = (name, ...rest) => (name === 'n8n-workflow' ? workflow : load(name, ...rest));
    const before = process.cpuUsage();
    require(${JSON.stringify(path)});
    const { user, system } = process.cpuUsage(before);
    console.log((user + system) / 1000);`;
  const { stdout } = await run(process.execPath, ['-e', script]);
  return Number(stdout);
}
