import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { project } from './project';

const run = promisify(execFile);

/** Packs the package as it would be published. @returns the folder of the unpacked tarball */
export async function unpackTarball(folder: string): Promise<string> {
  const target = join(folder, 'unpacked');
  await mkdir(target, { recursive: true });
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await run('npm', args, { cwd: project.n8nPackage });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  await run('tar', ['-xzf', join(folder, filename), '-C', target, '--strip-components=1']);
  return target;
}
