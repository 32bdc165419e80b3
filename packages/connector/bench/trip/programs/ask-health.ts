import { get } from 'node:http';

/** Asks URLs over and over, in a process of its own, until it is told to end; then it says how long each took at most. */
const urls = JSON.parse(process.env['URLS'] ?? '[]') as string[];
const PAUSE_MS = 5;
const worst = urls.map(() => 0);
let isOver = false;
process.on('message', () => (isOver = true));

async function watch(url: string, index: number): Promise<void> {
  while (!isOver) {
    const asked = performance.now();
    await answered(url);
    worst[index] = Math.max(worst[index] ?? 0, performance.now() - asked);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

function answered(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => response.resume().on('end', resolve)).on('error', reject);
  });
}

// The first requests are those of a cold client, not of a busy server.
void Promise.all(urls.map(answered))
  .then(() => Promise.all(urls.map(answered)))
  .then(() => {
    process.send?.({ isReady: true });
    return Promise.all(urls.map(watch));
  })
  .then(() => process.send?.({ worst }, () => process.exit()));
