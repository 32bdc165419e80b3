import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { transformFile } from '@swc/core';
import { request } from 'undici';
import { API_KEY, ENCRYPTION_KEY, makeFolder } from '../harness/test-connector';

const MAIN = join(__dirname, '../../dist/main.js');
/** Each failed try of a delivery is a log line. */
const TRIES = 400;

/** The built program; its log goes where `log` says. */
async function startLogging(log: 'pipe' | number): Promise<{
  child: ChildProcess;
  url: string;
  end(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}> {
  const folder = makeFolder();
  const port = await findFreePort();
  const child = spawn(process.execPath, [MAIN], {
    cwd: folder.path,
    env: {
      PORT: String(port),
      CONNECTOR_API_KEYS: API_KEY,
      ENCRYPTION_KEY,
      DATABASE_URL: `file:${join(folder.path, 'connector.sqlite')}`,
      RELAY_RETRY_SCHEDULE_MS: Array.from({ length: TRIES }, () => 1).join(','),
    },
    stdio: ['ignore', log, 'ignore'],
  });
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url);
  return {
    child,
    url,
    async end() {
      child.kill('SIGTERM');
      const [code, signal] = await exited;
      folder.remove();
      return { code, signal };
    },
  };
}

async function untilReady(url: string): Promise<void> {
  for (;;) {
    const status = await request(`${url}/readyz`).then(
      async ({ statusCode, body }) => {
        await body.dump();
        return statusCode;
      },
      () => 0,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Makes log lines: the receiver of each event refuses the connection, again and again. */
async function makeLogLines(url: string, count: number): Promise<void> {
  const authorization = `Bearer ${API_KEY}`;
  const receiver = 'http://127.0.0.1:1/refused';
  const headers = { authorization, 'content-type': 'application/json' };
  await call(`${url}/v1/subscriptions`, headers, { url: receiver });
  for (let made = 0; made < count; made += 1) {
    const requested = {
      account: { username: 'log', apiKey: 'vendor-key' },
      campaignName: 'Diwali',
      dryRun: true,
      contacts: [{ PhoneNumber: '+91 98765 43210' }],
    };
    expect(await call(`${url}/v1/uploads`, headers, requested)).toBe(202);
  }
}

async function call(url: string, headers: Record<string, string>, body: object): Promise<number> {
  const answer = await request(url, { method: 'POST', headers, body: JSON.stringify(body) });
  await answer.body.dump();
  return answer.statusCode;
}

async function droppedLines(url: string): Promise<number> {
  const text = await (await request(`${url}/metrics`)).body.text();
  return Number(/^ozonetel_log_lines_dropped_total (\d+)$/m.exec(text)?.[1]);
}

async function untilDropped(url: string): Promise<void> {
  while (!((await droppedLines(url)) > 0)) await new Promise((resolve) => setTimeout(resolve, 50));
}

describe('the built program serves, counts the lines that it drops, and ends on SIGTERM', () => {
  it('when the disk of its log is full', async () => {
    const full = openSync('/dev/full', 'w');
    const program = await startLogging(full);
    closeSync(full);
    await makeLogLines(program.url, 50);
    await untilDropped(program.url);
    expect(await program.end()).toEqual({ code: 0, signal: null });
  });

  it('when the pipe of its log is closed', async () => {
    const program = await startLogging('pipe');
    program.child.stdout?.destroy();
    await makeLogLines(program.url, 50);
    await untilDropped(program.url);
    expect(await program.end()).toEqual({ code: 0, signal: null });
  });
});

it('a log pipe that nobody reads stops neither the process that writes megabytes nor its exit on SIGTERM', async () => {
  const { code } = await transformFile(join(__dirname, '../../src/observe/log-destination.ts'), {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
    module: { type: 'commonjs' },
  });
  const script = `${code}
    const log = createLogDestination(process.stdout);
    process.on('SIGTERM', () => process.exit(log.droppedLines() > 0 ? 0 : 1));
    for (let line = 0; line < 5000; line += 1) log.write('x'.repeat(1000) + '\\n');
    setInterval(() => undefined, 1000);
    process.stderr.write('written');`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  await once(child.stderr, 'data');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
