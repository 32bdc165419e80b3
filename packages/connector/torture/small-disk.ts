import { execFile, execFileSync } from 'node:child_process';
import { chownSync, closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A disk that can be full. */
export interface FullDisk {
  fill(): Promise<void>;
  free(): Promise<void>;
  close(): void;
}

const FILLER = 'filler';
const BLOCK = Buffer.alloc(1024 * 1024);
const SMALL_BLOCK = Buffer.alloc(4096);

/**
 * A file system in memory at `path`, as small as it is said to be, or undefined if this user may mount none.
 * @param owner user and group of its root folder
 */
export function mountSmallDisk(path: string, bytes: number, owner?: number): FullDisk | undefined {
  mkdirSync(path, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=700`, 'tmpfs', path], {
      stdio: 'ignore',
    });
  } catch {
    return undefined;
  }
  if (owner !== undefined) chownSync(path, owner, owner);
  return {
    fill() {
      fillUp(join(path, FILLER));
      return Promise.resolve();
    },
    free() {
      rmSync(join(path, FILLER), { force: true });
      return Promise.resolve();
    },
    close: () => void execFileSync('umount', ['--lazy', path], { stdio: 'ignore' }),
  };
}

function fillUp(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (const block of [BLOCK, SMALL_BLOCK]) while (tryWrite(file, block));
  } finally {
    closeSync(file);
  }
}

/** False when the disk is full. */
function tryWrite(file: number, block: Buffer): boolean {
  try {
    return writeSync(file, block) > 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}

/**
 * Without a disk of its own a process can be kept from writing to any: by the limit on the size of its files
 * (`prlimit`, which needs no privilege). Pipes are no files: its log goes on.
 * @param pids of the processes that are to meet it
 */
export function limitFiles(pids: () => readonly number[]): FullDisk {
  const limit = async (size: string): Promise<void> => {
    for (const pid of pids())
      await promisify(execFile)('prlimit', ['--pid', String(pid), `--fsize=${size}:unlimited`]);
  };
  return { fill: () => limit('0'), free: () => limit('unlimited'), close: () => undefined };
}
