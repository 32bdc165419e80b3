import { mkdtemp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  checkContactFile,
  refusedUnread,
  type CheckedFile,
  type CheckRules,
  type ContactSource,
} from '../../contact-file/check-contact-file';
import type { CheckInLane, RunInLanes } from './check-lanes';

export interface CheckDeps {
  readonly xlsxMaxInflatedBytes: number;
  /** Milliseconds that one check may take, once it has begun. */
  readonly checkTimeoutMs: number;
  /** Checks work the processor: fewer run at once than downloads, which wait for hosts. */
  readonly runInLanes: RunInLanes;
}

/** A contact file on the disk, in a folder that the check may write into. */
export interface LocalFile extends ContactSource {
  readonly folder: string;
}

/**
 * Checks a contact file when its turn comes. A check that takes too long is a verdict.
 * @throws the reason of the signal once it is aborted
 */
export async function checkInTurn(
  deps: CheckDeps,
  asked: Omit<CheckRules, 'maxInflatedBytes'>,
  { path, kind, folder }: LocalFile,
  turn: Omit<CheckInLane, 'bytes'>,
): Promise<CheckedFile> {
  const rules = { ...asked, maxInflatedBytes: deps.xlsxMaxInflatedBytes };
  const { size: bytes } = await stat(path);
  const check = async (ended: AbortSignal): Promise<CheckedFile> => {
    const timeout = AbortSignal.timeout(deps.checkTimeoutMs);
    const checkFolder = await mkdtemp(join(folder, 'check-'));
    try {
      return await checkContactFile({ path, kind }, rules, checkFolder, AbortSignal.any([ended, timeout]));
    } catch (error) {
      await rm(checkFolder, { recursive: true, force: true });
      if (!timeout.aborted || ended.aborted) throw error;
      return tookTooLong(deps.checkTimeoutMs);
    }
  };
  return deps.runInLanes(check, { ...turn, bytes });
}

function tookTooLong(timeoutMs: number): CheckedFile {
  const message = `The contact file could not be checked within ${timeoutMs} ms (CHECK_TIMEOUT_MS of the connector). Save the contacts alone, as CSV, or divide the file.`;
  return refusedUnread({ status: 'error', code: 'file_too_large', message, source: 'check' });
}
