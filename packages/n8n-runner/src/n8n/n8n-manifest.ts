import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const manifestSchema = z.object({ dependencies: z.object({ n8n: z.string().regex(/^\d+\.\d+\.\d+$/) }) });
const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ optional: z.boolean().optional() })),
});

/** A folder that says which n8n is wanted: `package.json` with one exact version, and its lock file. */
export interface N8nManifest {
  readonly folder: string;
  readonly version: string;
  /** Of this n8n, this lock file and this machine's kind: `n8n-2.41.1-0c54b1a2`. */
  readonly name: string;
  /** Folders of its packages, without those that only some machines need. */
  readonly packageFolders: readonly string[];
}

/** The files of a manifest folder. */
export const MANIFEST_FILES = ['package.json', 'package-lock.json'] as const;

/** Reads a manifest folder. @throws if a file is missing, or names no exact version of n8n */
export async function readN8nManifest(folder: string): Promise<N8nManifest> {
  const [manifest, lock] = await Promise.all(
    MANIFEST_FILES.map((file) => readFile(join(folder, file), 'utf8')),
  );
  const { dependencies } = manifestSchema.parse(JSON.parse(manifest ?? ''));
  const { packages } = lockSchema.parse(JSON.parse(lock ?? ''));
  const hash = createHash('sha256');
  for (const part of [manifest, lock, process.platform, process.arch]) hash.update(`${part}\n`);
  return {
    folder,
    version: dependencies.n8n,
    name: `n8n-${dependencies.n8n}-${hash.digest('hex').slice(0, 8)}`,
    packageFolders: Object.entries(packages)
      .filter(([path, { optional }]) => path !== '' && optional !== true)
      .map(([path]) => path),
  };
}
