import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const packageSchema = z.object({ name: z.string(), files: z.array(z.string()) });

/**
 * Puts a built package where n8n keeps the community packages that its user installed: the files that its
 * tarball would have. A copy, not a link, so that it finds the `n8n-workflow` of n8n and not that of its own
 * development. To be called before n8n starts.
 */
export async function putInCommunityPackage(packageFolder: string, userFolder: string): Promise<void> {
  const manifest = await readFile(join(packageFolder, 'package.json'), 'utf8');
  const { name, files } = packageSchema.parse(JSON.parse(manifest));
  const target = join(userFolder, '.n8n', 'nodes', 'node_modules', name);
  await mkdir(target, { recursive: true });
  for (const file of ['package.json', ...files]) {
    await cp(join(packageFolder, file), join(target, file), { recursive: true });
  }
}
