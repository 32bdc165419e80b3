import { statSync } from 'node:fs';
import { FileLostError } from './store-error';

/** Of SQLite, beside the database: what was answered last may be in it alone. */
export const LOG_SUFFIX = '-wal';

/**
 * Remembers which files lie at the paths of an open SQLite database. A process writes on into a file that was
 * deleted or replaced, and what it writes is lost when it ends.
 * @returns a check that throws a FileLostError when the file was replaced or deleted
 */
export function createFileCheck(file: string): () => void {
  const paths = [file, file + LOG_SUFFIX];
  const opened = paths.map(identify);
  return () => {
    paths.forEach((path, index) => {
      const now = identify(path);
      if (now === opened[index]) return;
      const what = now === undefined ? 'deleted' : 'replaced';
      throw new FileLostError(
        `${path} was ${what} while the connector has it open: what it writes is lost. Stop it, put the file ` +
          'back, and start it again.',
      );
    });
  };
}

/** Device and number of a file; undefined if there is none. */
function identify(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.dev}:${found.ino}`;
}
