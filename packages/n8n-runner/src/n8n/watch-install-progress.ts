import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Shows the user how far an installation is. */
export type ShowProgress = (text: string) => void;

const LOOK_EVERY_MS = 1000;

/**
 * Counts the packages in `folder` while npm is installing.
 * @returns a function that ends the watching
 */
export function watchInstallProgress(
  folder: string,
  packageFolders: readonly string[],
  show: ShowProgress,
): () => void {
  const total = packageFolders.length;
  let missing = packageFolders;
  const looking = setInterval(() => {
    missing = missing.filter((path) => !existsSync(join(folder, path, 'package.json')));
    show(
      missing.length === total
        ? `asking the registry about ${total} packages`
        : `${total - missing.length} of ${total} packages`,
    );
  }, LOOK_EVERY_MS);
  return () => clearInterval(looking);
}
