import { mkdtemp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkContactFile, type CheckedFile } from '../../contact-file/check-contact-file';
import { rulesOf, type UploadRow } from '../stored-upload';
import type { RunInLanes } from './check-lanes';

export interface CheckDeps {
  readonly xlsxMaxInflatedBytes: number;
  /** Milliseconds that one check may take, once it has begun. */
  readonly checkTimeoutMs: number;
  /** Checks work the processor: fewer run at once than downloads, which wait for hosts. */
  readonly runInLanes: RunInLanes;
}

/** Where a contact file lies, in a folder that the check may write into. */
interface LocalFile {
  readonly path: string;
  readonly folder: string;
}

/**
 * Checks the contact file of an upload when its turn comes. A check that takes too long is a verdict.
 * @param onSlow called when the check has to wait for others that take as long
 * @throws the reason of the signal once it is aborted
 */
export async function checkInTurn(
  deps: CheckDeps,
  upload: UploadRow,
  { path, folder }: LocalFile,
  { signal, onSlow }: { readonly signal: AbortSignal; readonly onSlow: () => void },
): Promise<CheckedFile> {
  const kind = upload.source === 'contacts' ? 'contacts' : 'file';
  const rules = { ...rulesOf(upload), maxInflatedBytes: deps.xlsxMaxInflatedBytes };
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
  return deps.runInLanes(check, { bytes, account: upload.account, signal, onSlow });
}

function tookTooLong(timeoutMs: number): CheckedFile {
  const message = `The contact file could not be checked within ${timeoutMs} ms (CHECK_TIMEOUT_MS of the connector). Save the contacts alone, as CSV, or divide the file.`;
  return {
    verdict: 'rejected',
    outcome: { status: 'error', code: 'file_too_large', message, source: 'check' },
    problems: [],
    columns: [],
    notices: [],
  };
}
