import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { project } from './project';

/** What is to end with this process, even if it is killed. */
export interface Reaper {
  started(pid: number | undefined): void;
  ended(pid: number | undefined): void;
  /** To be removed. */
  folder(path: string): void;
  /** Has it do its work now. */
  close(): Promise<void>;
}

/** Starts a process that outlives this one just long enough to end what it has started. */
export function startReaper(): Reaper {
  const child = spawn(process.execPath, [join(project.e2e, 'harness', 'end-with-suite.mjs')], {
    // Ctrl-C reaches this process’s group, which the reaper is no part of.
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const say = (message: object): void => void child.stdin.write(`${JSON.stringify(message)}\n`);
  return {
    started: (pid) => pid !== undefined && say({ started: pid }),
    ended: (pid) => pid !== undefined && say({ ended: pid }),
    folder: (folder) => say({ folder }),
    async close() {
      child.stdin.end();
      await exited;
    },
  };
}
