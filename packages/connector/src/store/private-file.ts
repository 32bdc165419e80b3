import { chmodSync, closeSync, existsSync, mkdirSync, openSync, realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { errorCode } from '../observe/error-code';
import { StoreError } from './store-error';

/** Modes of what only its owner may read. */
export const PRIVATE_FILE = 0o600;
export const PRIVATE_FOLDER = 0o700;
/** Permission bits of the group and of everyone else. */
const OTHERS = 0o077;

/**
 * Makes a file that only its owner can read, whatever the umask, where there is none. A folder that is made for it is
 * private; an existing folder keeps its mode.
 * @throws StoreError, and changes nothing, when something else is there than a file
 */
export function makePrivateFile(path: string): void {
  makePrivateFolder(dirname(path));
  // Created here and nowhere else: closing a file that SQLite has open in this process would release its locks.
  if (!existsSync(path)) closeSync(openSync(path, 'ax', PRIVATE_FILE));
  if (!statSync(path).isFile())
    throw new StoreError(`${path} is not a file: DATABASE_URL=file:… takes the path of a SQLite file.`);
}

/**
 * Lets only the owner read a file and the files whose names begin with its own.
 * @param suffixes of the files beside it
 */
export function closeToOthers(path: string, suffixes: readonly string[]): void {
  const real = realpathSync(path);
  for (const name of ['', ...suffixes].map((suffix) => real + suffix)) {
    if (existsSync(name)) takeFromOthers(name);
  }
}

/**
 * Leaves an existing folder as it is.
 * @throws StoreError when it cannot be made, or something else is there
 */
export function makePrivateFolder(path: string): void {
  try {
    // One by one: Node's `recursive` never ends where a folder above exists and takes none, as `/proc`.
    for (const folder of missingFolders(resolve(path))) makeFolder(folder);
  } catch (cause) {
    throw new StoreError(
      `The folder ${path} cannot be made (${errorCode(cause) ?? String(cause)}): make it, with write permission ` +
        'for the connector, or choose another path in DATABASE_URL.',
      { cause },
    );
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new StoreError(`${path} is not a folder, but the connector needs one there: move the file away.`);
}

/** Another process may make it at the same time. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: PRIVATE_FOLDER });
    chmodSync(path, PRIVATE_FOLDER);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

/** From the top down. */
function missingFolders(path: string): string[] {
  if (existsSync(path)) return [];
  const above = dirname(path);
  // Nothing is above a drive of Windows, and it may be missing: then making it says so.
  return above === path ? [path] : [...missingFolders(above), path];
}

function takeFromOthers(path: string): void {
  try {
    chmodSync(path, PRIVATE_FILE);
  } catch (error) {
    // Another user's file, which that user has closed to others already.
    if ((statSync(path).mode & OTHERS) !== 0) throw error;
  }
}
