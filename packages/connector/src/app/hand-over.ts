import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** better-sqlite3 13 and undici 8 need it. */
const OLDEST_NODE = [22, 19] as const;

/**
 * Where this Node is too old, runs the program under the one that the project installed, for as long as this
 * process lives. Without one it says so and exits.
 * @returns whether there is nothing left to do here
 */
export function handOverToNewerNode(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return false;
  const node = findInstalledNode(__dirname);
  if (node === undefined) {
    process.stderr.write(
      `The connector needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.\n`,
    );
    process.exit(1);
  }
  const child = spawn(node, process.argv.slice(1), { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  child.once('error', ({ message }) => {
    process.stderr.write(`The connector could not be started under ${node}: ${message}\n`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
  return true;
}

function findInstalledNode(from: string): string | undefined {
  // Not by `node_modules/.bin`: on Windows that has a script, which Node does not start without a shell.
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const node = join(from, 'node_modules', `node-${system}-${process.arch}`, 'bin', program);
  if (existsSync(node)) return node;
  return dirname(from) === from ? undefined : findInstalledNode(dirname(from));
}
