import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const FOLDER = resolve('.cache/bench/trip');
const NAMES = ['file-host', 'vendor', 'pipe', 'ask-health'] as const;

/** A program of `programs/` in a process of its own. */
export interface Program {
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

export async function buildPrograms(): Promise<void> {
  await build({
    entryPoints: NAMES.map((name) => join(__dirname, 'programs', `${name}.ts`)),
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    outdir: FOLDER,
    outExtension: { '.js': '.cjs' },
    logLevel: 'error',
  });
}

export function startProgram(name: (typeof NAMES)[number], env: Record<string, string>): Program {
  const child = fork(join(FOLDER, `${name}.cjs`), {
    env: { PATH: process.env['PATH'], ...env },
    execArgv: [],
  });
  const ended = once(child, 'exit');
  return {
    process: child,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** What a program says next. */
export async function nextMessage<T>({ process: child }: Program): Promise<T> {
  const [message] = (await once(child, 'message')) as [T];
  return message;
}
