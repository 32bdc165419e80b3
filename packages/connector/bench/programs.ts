import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { build } from 'esbuild';

/** A program in a process of its own, and how it is ended. */
export interface Program {
  readonly process: ChildProcess;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Bundles programs of a bench, each to a `.cjs` file of its name. @param folder where they go */
export async function buildPrograms(entryPoints: readonly string[], folder: string): Promise<void> {
  await build({
    entryPoints: [...entryPoints],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    logLevel: 'error',
  });
}

/** @param execArgv options of Node.js */
export function startProgram(
  file: string,
  env: Record<string, string>,
  execArgv: readonly string[] = [],
): Program {
  const child = fork(file, {
    env: { PATH: process.env['PATH'], TMPDIR: process.env['TMPDIR'], ...env },
    execArgv: [...execArgv],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  return {
    process: child,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** What a program says next to its parent. */
export async function nextMessage<T>({ process: child }: Program): Promise<T> {
  const [message] = (await once(child, 'message')) as [T];
  return message;
}

/** The address that a program says first. */
export async function urlOf(program: Program): Promise<string> {
  return (await nextMessage<{ url: string }>(program)).url;
}
