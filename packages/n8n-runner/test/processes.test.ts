import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pollUntil } from '../src/process/poll-until';
import { Processes, type ProcessExit, type ProcessPlan } from '../src/process/processes';
import { waitUntilReady } from '../src/process/wait-until-ready';

const folder = mkdtempSync(join(tmpdir(), 'demo-processes-'));
let processes: Processes;
let unasked: { name: string; exit: ProcessExit }[];

beforeEach(() => {
  unasked = [];
  processes = new Processes(({ name }, exit) => unasked.push({ name, exit }));
});
afterEach(() => processes.stopAll());
afterAll(() => rmSync(folder, { recursive: true }));

function plan(script: string, changes: Partial<ProcessPlan> = {}): ProcessPlan {
  const logFile = join(folder, `${crypto.randomUUID()}.log`);
  return {
    name: 'the child',
    command: process.execPath,
    args: ['-e', script],
    cwd: folder,
    env: process.env,
    logFile,
    ...changes,
  };
}

const STAYS = 'setInterval(() => {}, 1000); console.log(`pid ${process.pid}`);';

it('the output of a service is kept, on both streams', async () => {
  const running = processes.start(plan("console.log('out'); console.error('err'); process.exitCode = 3"));
  expect(await running.exited).toEqual({ reason: 'code 3', ok: false });
  expect(running.lastLines()).toBe('out\nerr');
});

it('a program that could not be started is an error that says why', async () => {
  const running = processes.start(plan('', { command: join(folder, 'no-such-program') }));
  expect(await running.exited).toEqual({ reason: expect.stringContaining('ENOENT'), ok: false });
});

it('ending a process ends its children', async () => {
  const grandchild = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(STAYS)}], {stdio: 'inherit'}); setInterval(() => {}, 1000)`;
  const running = processes.start(plan(grandchild));
  const pid = await pollUntil(() => pidIn(running.logFile), { limitMs: 10_000, intervalMs: 20 });
  await running.stop();
  const gone = await pollUntil(() => (isRunning(pid!) ? undefined : true), { limitMs: 5_000 });
  expect(gone).toBe(true);
});

it('a process that ignores the signal to end is ended', async () => {
  const running = processes.start(plan(`process.on('SIGTERM', () => {}); ${STAYS}`));
  await pollUntil(() => pidIn(running.logFile), { limitMs: 10_000, intervalMs: 20 });
  await running.stop();
  expect((await running.exited).reason).toBe('signal SIGKILL');
});

it('the user is told of a service that ended unasked, and not of one that was stopped', async () => {
  const stopped = processes.start(plan(STAYS, { name: 'stopped', isService: true }));
  await pollUntil(() => pidIn(stopped.logFile), { limitMs: 10_000, intervalMs: 20 });
  await stopped.stop();
  const failed = processes.start(plan('process.exit(7)', { name: 'failed', isService: true }));
  await failed.exited;
  expect(unasked).toEqual([{ name: 'failed', exit: { reason: 'code 7', ok: false } }]);
});

it('processes are ended newest first', async () => {
  const order: string[] = [];
  for (const name of ['first', 'second']) {
    const running = processes.start(plan(STAYS, { name }));
    await pollUntil(() => pidIn(running.logFile), { limitMs: 10_000, intervalMs: 20 });
    void running.exited.then(() => order.push(name));
  }
  await processes.stopAll();
  expect(order).toEqual(['second', 'first']);
});

describe('waiting until a service is ready', () => {
  it('fails at once with the end of the log if it ends instead', async () => {
    const running = processes.start(plan("console.error('the port is taken'); process.exit(1)"));
    await expect(waitUntilReady(running, 'http://127.0.0.1:9/', { limitMs: 60_000 })).rejects.toThrow(
      /the child ended \(code 1\) before it was ready\. Its log is .*\n {4}the port is taken/,
    );
  });

  it('fails when the limit has passed', async () => {
    const running = processes.start(plan(STAYS));
    await expect(waitUntilReady(running, 'http://127.0.0.1:9/', { limitMs: 10 })).rejects.toThrow(
      'the child did not answer at http://127.0.0.1:9/ within 0.01 s.',
    );
  });

  it('ends when the user wants it to', async () => {
    const running = processes.start(plan(STAYS));
    const ending = new AbortController();
    const waiting = waitUntilReady(running, 'http://127.0.0.1:9/', {
      limitMs: 60_000,
      signal: ending.signal,
    });
    ending.abort();
    await expect(waiting).rejects.toThrow('aborted');
  });
});

function pidIn(logFile: string): number | undefined {
  const pid = /pid (\d+)/.exec(readFileSync(logFile, 'utf8'))?.[1];
  return pid === undefined ? undefined : Number(pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
