import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installN8n, type N8nInstallation } from '../src/n8n/install-n8n';
import { Processes } from '../src/process/processes';

/** Stands in for npm: writes down its calls, and does what the test orders. */
const FAKE_NPM = `
const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');
appendFileSync(process.env.FAKE_NPM_CALLS, process.argv.slice(2).join(' ') + '\\n');
mkdirSync('node_modules/n8n/bin', { recursive: true });
writeFileSync('node_modules/n8n/bin/n8n', '');
const [command] = process.argv.slice(2);
if (process.env.FAKE_NPM_FAILS === command) {
  console.error(process.env.FAKE_NPM_SAYS);
  process.exit(1);
}
if (process.env.FAKE_NPM_DIES === command) process.kill(process.pid, 'SIGKILL');
`;

let folder: string;
let processes: Processes;
let calls: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-install-'));
  processes = new Processes();
  calls = join(folder, 'calls');
  writeFileSync(calls, '');
  writeFileSync(join(folder, 'npm.js'), FAKE_NPM);
  mkdirSync(join(folder, 'manifest'));
  writeManifest('2.41.1');
  process.env['FAKE_NPM_CALLS'] = calls;
});
afterEach(async () => {
  await processes.stopAll();
  rmSync(folder, { recursive: true });
  delete process.env['FAKE_NPM_CALLS'];
  delete process.env['FAKE_NPM_FAILS'];
  delete process.env['FAKE_NPM_SAYS'];
  delete process.env['FAKE_NPM_DIES'];
});

function writeManifest(version: string): void {
  const lock = { packages: { '': {}, 'node_modules/n8n': {} } };
  writeFileSync(join(folder, 'manifest', 'package.json'), JSON.stringify({ dependencies: { n8n: version } }));
  writeFileSync(join(folder, 'manifest', 'package-lock.json'), JSON.stringify(lock));
}

function install(): Promise<N8nInstallation> {
  return installN8n({
    manifestFolder: join(folder, 'manifest'),
    cacheFolder: join(folder, 'cache'),
    processes,
    showProgress: () => undefined,
    npm: { command: process.execPath, args: [join(folder, 'npm.js')] },
  });
}

function npmCalls(): string[] {
  return readFileSync(calls, 'utf8').trim().split('\n').filter(Boolean);
}

/** Folders in the cache, whole and unfinished ones. */
function cached(): string[] {
  return readdirSync(join(folder, 'cache')).filter((name) => !name.endsWith('.log'));
}

it('installing n8n installs what the lock file says without running install scripts, and then builds sqlite3 alone', async () => {
  const installation = await install();
  expect(npmCalls()).toEqual([
    'view n8n@2.41.1 version --fetch-retries=1 --fetch-retry-mintimeout=1000',
    'ci --ignore-scripts --no-audit --no-fund --loglevel=error',
    'rebuild sqlite3 --ignore-scripts=false --foreground-scripts',
  ]);
  expect(installation.version).toBe('2.41.1');
  expect(existsSync(installation.entry)).toBe(true);
});

it('n8n is not installed twice', async () => {
  const first = await install();
  expect(await install()).toEqual(first);
  expect(npmCalls()).toHaveLength(3);
});

it('n8n has one installation for each manifest', async () => {
  await install();
  writeManifest('1.123.81');
  await install();
  expect(cached().sort()).toEqual([
    expect.stringMatching(/^n8n-1\.123\.81-[0-9a-f]{8}$/),
    expect.stringMatching(/^n8n-2\.41\.1-[0-9a-f]{8}$/),
  ]);
});

it.each(['ci', 'rebuild'])(
  'an installation that broke off in npm %s is not taken for whole',
  async (command) => {
    process.env['FAKE_NPM_DIES'] = command;
    await expect(install()).rejects.toThrow('signal SIGKILL');
    expect(cached()).toEqual([]);
    delete process.env['FAKE_NPM_DIES'];
    expect(existsSync((await install()).entry)).toBe(true);
  },
);

it('installing n8n removes what a killed run left, and nothing that another run is working on', async () => {
  const abandoned = join(folder, 'cache', 'n8n-2.41.1-0.unfinished-999999999');
  const atWork = join(folder, 'cache', `n8n-2.41.1-0.unfinished-${process.ppid}`);
  for (const path of [abandoned, atWork]) mkdirSync(path, { recursive: true });
  await install();
  expect(existsSync(abandoned)).toBe(false);
  expect(existsSync(atWork)).toBe(true);
});

/** node-gyp tells a good deal about itself after the reason. */
const AFTERWORD = Array.from({ length: 20 }, () => 'gyp ERR! System').join('\n');

it.each([
  [
    'ci',
    'npm error code ENOTFOUND getaddrinfo',
    /downloading n8n 2\.41\.1 .*\n.*could not be reached\. Check the connection/,
  ],
  ['ci', 'npm error code E403', /the npm registry refused the download/i],
  ['ci', 'npm error code E404', /does not have one of the packages/],
  ['ci', 'npm error ENOSPC: no space left on device', /The disk is full: n8n needs about 3 GB/],
  ['ci', 'something new', /Run npm start again; if it fails again, the log says why\./],
  [
    'rebuild',
    'gyp ERR! find Python You need to install the latest version of Python.',
    /needs Python 3, make/,
  ],
  ['rebuild', 'gyp ERR! stack Error: not found: make', /apt-get install python3 make g\+\+/],
  ['rebuild', 'make: cc: No such file or directory', /xcode-select --install/],
  ['rebuild', 'gyp ERR! stack FetchError: request to https://nodejs.org failed', /headers of Node/],
  ['rebuild', 'something new', /needs Python 3, make and a C\+\+ compiler/],
])('a failed installation says what to do where npm %s says: %s', async (command, says, advice) => {
  process.env['FAKE_NPM_FAILS'] = command;
  process.env['FAKE_NPM_SAYS'] =
    command === 'ci'
      ? says
      : `prebuild-install warn install getaddrinfo ENOTFOUND github.com\n${says}\n${AFTERWORD}`;
  const failure = install();
  await expect(failure).rejects.toThrow(advice);
  if (says !== 'something new') await expect(failure).rejects.toThrow(`and says: ${says}`);
});

it('installing n8n does not begin without a connection', async () => {
  process.env['FAKE_NPM_FAILS'] = 'view';
  process.env['FAKE_NPM_SAYS'] = 'npm error code ECONNREFUSED';
  await expect(install()).rejects.toThrow('The npm registry could not be reached.');
  expect(npmCalls()).toHaveLength(1);
});

it('a failed installation does not blame the reason of an earlier try', async () => {
  process.env['FAKE_NPM_FAILS'] = 'ci';
  process.env['FAKE_NPM_SAYS'] = 'npm error code E403';
  await expect(install()).rejects.toThrow('refused');
  process.env['FAKE_NPM_SAYS'] = 'npm error ENOSPC';
  await expect(install()).rejects.toThrow('The disk is full');
  process.env['FAKE_NPM_SAYS'] = 'npm error code E403';
  await expect(install()).rejects.toThrow('refused');
});

it('installing n8n refuses a manifest that names no exact version', async () => {
  writeManifest('^2.41.1');
  await expect(install()).rejects.toThrow('n8n');
  expect(npmCalls()).toEqual([]);
});
