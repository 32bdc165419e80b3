import { chmodSync, closeSync, existsSync, mkdirSync, openSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
/** Permission bits of the group and of everyone else. */
const OTHERS = 0o077;

/**
 * Makes sure that a file exists and that only its owner can read it, whatever the umask; so are the files whose
 * names begin with its own. A folder that is made for it is private; an existing folder keeps its mode.
 * @param suffixes of the files beside it
 */
export function makePrivateFile(path: string, suffixes: readonly string[]): void {
  makePrivateFolder(dirname(path));
  // Created here and nowhere else: closing a file that SQLite has open in this process would release its locks.
  if (!existsSync(path)) closeSync(openSync(path, 'ax', PRIVATE_FILE));
  const real = realpathSync(path);
  for (const name of ['', ...suffixes].map((suffix) => real + suffix)) {
    if (existsSync(name)) closeToOthers(name, PRIVATE_FILE);
  }
}

/** Leaves an existing folder as it is. */
export function makePrivateFolder(path: string): void {
  if (mkdirSync(path, { recursive: true, mode: PRIVATE_FOLDER }) !== undefined)
    chmodSync(path, PRIVATE_FOLDER);
}

function closeToOthers(path: string, mode: number): void {
  try {
    chmodSync(path, mode);
  } catch (error) {
    // Another user's file, which that user has closed to others already.
    if ((statSync(path).mode & OTHERS) !== 0) throw error;
  }
}
