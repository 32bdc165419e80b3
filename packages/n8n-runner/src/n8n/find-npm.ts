import { basename } from 'node:path';

/** How npm is called: a command and the arguments that come first. */
export interface Npm {
  readonly command: string;
  readonly args: readonly string[];
}

/** The npm that runs us, under the Node that runs us; else the one on the path. */
export function findNpm(env: NodeJS.ProcessEnv = process.env): Npm {
  const running = env['npm_execpath'];
  if (running !== undefined && basename(running) === 'npm-cli.js') {
    return { command: process.execPath, args: [running] };
  }
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] };
}
