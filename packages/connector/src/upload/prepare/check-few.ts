import type { UploadRequest } from '@ozonetel-bulk-upload/shared-types';
import { checkContactFile, type CheckedFile } from '../../contact-file/check-contact-file';
import { isText } from '../../contact-file/read/with-reader';
import type { NewSpooledFile, Spool } from '../../store/spool/spool';
import type { CheckDeps } from './check-in-lanes';

/** Together, of all that are checked at once: whatever they hold, the event loop has them done in a moment. */
const MAX_BYTES = 16 * 1024;

interface ReceivedContacts {
  readonly request: UploadRequest;
  readonly file?: NewSpooledFile;
}

/**
 * Checks contacts that came with their request and are few, so that their upload is stored with its verdict and needs no
 * job for it. Undefined for what is left to the job: more contacts, workbooks, which may take seconds however small
 * they are (ADR 8), and whatever goes wrong here.
 */
export type CheckFew = (received: ReceivedContacts) => Promise<CheckedFile<NewSpooledFile> | undefined>;

export function createCheckFew({
  spool,
  xlsxMaxInflatedBytes,
}: Pick<CheckDeps, 'xlsxMaxInflatedBytes'> & { readonly spool: Spool }): CheckFew {
  let bytesUnderWay = 0;
  const check = async (request: UploadRequest, file: NewSpooledFile) => {
    const kind = request.contacts === undefined ? 'file' : 'contacts';
    if (kind === 'file' && !(await isText(file))) return undefined;
    const rules = { ...request, maxInflatedBytes: xlsxMaxInflatedBytes };
    const source = { file, kind, corrections: request.corrections } as const;
    return checkContactFile(source, rules, (output) => spool.createFile(output));
  };
  return async ({ request, file }) => {
    if (file === undefined || bytesUnderWay + file.bytes > MAX_BYTES) return undefined;
    bytesUnderWay += file.bytes;
    try {
      return await check(request, file);
    } catch {
      return undefined;
    } finally {
      bytesUnderWay -= file.bytes;
    }
  };
}
