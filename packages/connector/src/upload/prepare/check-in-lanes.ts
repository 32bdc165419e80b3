import {
  checkContactFile,
  refusedUnread,
  type CheckedFile,
  type CheckRules,
  type ContactSource,
} from '../../contact-file/check-contact-file';
import type { CreateFile } from '../../contact-file/write/with-new-files';
import type { NewFile } from '../../store/spool/file-writer';
import type { CheckInLane, RunInLanes } from './check-lanes';

export interface CheckDeps {
  readonly xlsxMaxInflatedBytes: number;
  /** Milliseconds that one check may take, once it has begun. */
  readonly checkTimeoutMs: number;
  /** Checks work the processor: fewer run at once than downloads, which wait for hosts. */
  readonly runInLanes: RunInLanes;
}

/** A check and whose it is. */
interface CheckTask<File extends NewFile> {
  readonly source: ContactSource;
  readonly rules: Omit<CheckRules, 'maxInflatedBytes'>;
  readonly createFile: CreateFile<File>;
  readonly asker: Omit<CheckInLane, 'bytes'>;
}

/**
 * Checks a contact file once a lane has a place for it. A check that takes too long is a verdict.
 * @throws the reason of the signal once it is aborted
 */
export async function checkInLanes<File extends NewFile>(
  deps: CheckDeps,
  { source, rules: asked, createFile, asker }: CheckTask<File>,
): Promise<CheckedFile<File>> {
  const rules = { ...asked, maxInflatedBytes: deps.xlsxMaxInflatedBytes };
  const check = async (ended: AbortSignal): Promise<CheckedFile<File>> => {
    const timeout = AbortSignal.timeout(deps.checkTimeoutMs);
    try {
      return await checkContactFile(source, rules, createFile, AbortSignal.any([ended, timeout]));
    } catch (error) {
      if (!timeout.aborted || ended.aborted) throw error;
      return tookTooLong(deps.checkTimeoutMs);
    }
  };
  return deps.runInLanes(check, { ...asker, bytes: source.file.bytes });
}

const MS_PER_SECOND = 1_000;

function tookTooLong(timeoutMs: number): CheckedFile<never> {
  const message = `The contact file could not be checked within ${timeoutMs / MS_PER_SECOND} s (CHECK_TIMEOUT_MS of the connector). Save the contacts alone, as CSV, or divide the file.`;
  return refusedUnread({ status: 'error', code: 'file_too_large', message, source: 'check' });
}
