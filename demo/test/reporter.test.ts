import { createReporter, type Screen } from '../src/report/reporter';

let written: string;
let time: number;

beforeEach(() => {
  written = '';
  time = 0;
});

function reporter(isTTY: boolean) {
  const screen: Screen = { isTTY, write: (text) => (written += text) };
  return createReporter(screen, () => time);
}

it('the demo prints each step with its result and its time', async () => {
  await reporter(false).step(
    'Starting the connector',
    () => {
      time = 1_234;
      return Promise.resolve('http://127.0.0.1:3100');
    },
    (url) => url,
  );
  expect(written).toBe('  ✓ Starting the connector: http://127.0.0.1:3100 (1.2 s)\n');
});

it('the demo marks the step that failed, and passes the error on', async () => {
  const failing = reporter(false).step('Installing n8n', () => Promise.reject(new Error('no network')));
  await expect(failing).rejects.toThrow('no network');
  expect(written).toBe('  ✗ Installing n8n\n');
});

it('progress rewrites one line in a terminal', async () => {
  await reporter(true).step('Installing n8n', (show) => {
    show('1 of 2 packages');
    return Promise.resolve();
  });
  expect(written).toBe(
    '\r\u001B[K  … Installing n8n\r\u001B[K  … Installing n8n: 1 of 2 packages\r\u001B[K  ✓ Installing n8n (0.0 s)\n',
  );
});

it('progress does not flood a log', async () => {
  await reporter(false).step('Installing n8n', (show) => {
    for (time = 0; time <= 60_000; time += 1_000) show(`${time / 1_000} s`);
    return Promise.resolve();
  });
  expect(written.split('\n').filter((line) => line.includes('…'))).toEqual([
    '  … Installing n8n: 15 s',
    '  … Installing n8n: 30 s',
    '  … Installing n8n: 45 s',
    '  … Installing n8n: 60 s',
  ]);
});
