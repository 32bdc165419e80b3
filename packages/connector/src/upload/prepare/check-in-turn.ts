import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { checkContactFile, type CheckedFile } from '../../contact-file/check-contact-file';
import { rulesOf, type UploadRow } from '../stored-upload';
import type { TakeTurn } from '../../jobs/take-turns';

export interface CheckDeps {
  readonly xlsxMaxInflatedBytes: number;
  /** Milliseconds that one check may take, once it has begun. */
  readonly checkTimeoutMs: number;
  /** Checks work the processor: fewer run at once than downloads, which wait for hosts. */
  readonly takeCheckTurn: TakeTurn;
}

/** Where a contact file lies, in a folder that the check may write into. */
interface LocalFile {
  readonly path: string;
  readonly folder: string;
}

/**
 * Checks the contact file of an upload when a place is free. A check that takes too long is a verdict.
 * @throws the reason of the signal once it is aborted
 */
export async function checkInTurn(
  deps: CheckDeps,
  upload: UploadRow,
  { path, folder }: LocalFile,
  signal: AbortSignal,
): Promise<CheckedFile> {
  const kind = upload.source === 'contacts' ? 'contacts' : 'file';
  const rules = { ...rulesOf(upload), maxInflatedBytes: deps.xlsxMaxInflatedBytes };
  const checkFolder = await mkdtemp(join(folder, 'check-'));
  const check = async (): Promise<CheckedFile> => {
    const timeout = AbortSignal.timeout(deps.checkTimeoutMs);
    try {
      const either = AbortSignal.any([signal, timeout]);
      return await checkContactFile({ path, kind }, rules, checkFolder, either);
    } catch (error) {
      if (!timeout.aborted || signal.aborted) throw error;
      return tookTooLong(deps.checkTimeoutMs);
    }
  };
  return deps.takeCheckTurn(check, signal);
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
