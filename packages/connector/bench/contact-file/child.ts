import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Measured } from './case';

const PACKAGE = join(__dirname, '../..');
const ROOT = join(PACKAGE, '../..');

/** Programs that each measured run is a process of its own of, so that none warms or burdens another. */
export interface Children {
  make(kind: 'csv' | 'inline' | 'shared', path: string, rows: number, columns: number): Promise<void>;
  /** @param index of the file in HOSTILE_FILES */
  makeHostile(path: string, index: number): Promise<void>;
  measure(name: string, path: string, copies?: number): Promise<Measured>;
  remove(): Promise<void>;
}

/** Bundles the programs; `folder` must lie where the packages that they import are found. */
export async function buildChildren(folder = join(PACKAGE, 'node_modules/.cache/bench')): Promise<Children> {
  await build({
    entryPoints: [join(__dirname, 'case.ts'), join(__dirname, 'make-file.ts')],
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    packages: 'external',
    alias: { '@ozonetel-bulk-upload/shared-types': join(ROOT, 'packages/shared-types/src/index.ts') },
    logLevel: 'error',
  });
  const run = async (program: string, ...args: (string | number)[]): Promise<string> => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      join(folder, `${program}.cjs`),
      ...args.map(String),
    ]);
    return stdout;
  };
  return {
    async make(...args) {
      await run('make-file', ...args);
    },
    async makeHostile(path, index) {
      await run('make-file', 'hostile', path, index);
    },
    async measure(name, path, copies = 1) {
      return JSON.parse(await run('case', name, path, copies)) as Measured;
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
