import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

// The built program: the target `test` depends on `build`.
const MAIN = join(__dirname, '../dist/main.js');
const EXAMPLE = join(__dirname, '../config.example.json');

const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

function run(env: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  return { child, output, exit: once(child, 'close') as Promise<[number | null, string | null]> };
}

test('the program tells its addresses, serves, and ends on SIGTERM', async () => {
  const { child, output, exit } = run({ SIMULATOR_CONFIG: EXAMPLE, PORT: '0' });
  while (!output.stdout.includes('Views:')) await once(child.stdout, 'data');
  const url = /Views: (http:\/\/127\.0\.0\.1:\d+)\/campaigns/.exec(output.stdout)?.[1] ?? '';

  const response = await fetch(`${url}/campaigns`);

  expect(response.status).toBe(200);
  await response.body?.cancel();
  child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
  expect(output.stderr).toBe('');
});

test('without a configuration it does not start, and says what is missing', async () => {
  const { output, exit } = run({ PORT: 'x' });
  expect(await exit).toEqual([1, null]);
  expect(output.stderr).toContain('SIMULATOR_CONFIG: must name the JSON file with accounts and campaigns');
  expect(output.stderr).toContain('PORT: must be a port number');
  expect(output.stderr).not.toContain(' at ');
});

test('where the port is taken it says what to do', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { output, exit } = run({ SIMULATOR_CONFIG: EXAMPLE, PORT: String(port) });
  expect(await exit).toEqual([1, null]);
  expect(output.stderr).toBe(
    `Port ${port} of 127.0.0.1 is taken: set PORT to another one, or end the program that has it.\n`,
  );
  server.close();
  await once(server, 'close');
});
