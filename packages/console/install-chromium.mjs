// Sees to the browser of test:browser: one of the system's package manager, installed where that is possible.
import { spawnSync } from 'node:child_process';
import { findChromium } from './find-chromium.mjs';

if (findChromium() === undefined) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    console.error(
      'There is no Chromium. Install one (Debian: apt-get install chromium), or name it in CHROMIUM.',
    );
    process.exit(1);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']])
    spawnSync('apt-get', args, { stdio: 'inherit', env });
  if (findChromium() === undefined) {
    console.error('apt-get could not install Chromium: what it said stands above.');
    process.exit(1);
  }
}
