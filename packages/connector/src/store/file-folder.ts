import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../observe/error-code';
import { PRIVATE_FILE } from './private-file';
import { FileLostError } from './store-error';

/** No id of a file: what a killed process leaves of it, the next start removes. */
const PROBE = 'readiness';

/**
 * Runs what needs a folder to be there.
 * @throws FileLostError when it is not, which passes when it is put back
 */
export async function inFolder<Result>(folder: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (cause) {
    if (!['ENOENT', 'ENOTDIR'].includes(errorCode(cause) ?? '')) throw cause;
    throw new FileLostError(
      `The folder ${folder} was moved or deleted while the connector was running: put it back.`,
      { cause },
    );
  }
}

/** @throws FileLostError or the system's error when no file can be written to the folder */
export async function proveFolderWrite(folder: string): Promise<void> {
  const path = join(folder, PROBE);
  const file = await inFolder(folder, () => open(path, 'w', PRIVATE_FILE));
  try {
    await file.write(PROBE);
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
}
