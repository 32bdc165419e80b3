import type { UploadRequest } from '@ozonetel-bulk-upload/shared-types';
import { checkContactFile, type CheckedFile } from '../../contact-file/check-contact-file';
import type { NewSpooledFile, Spool } from '../../store/spool/spool';
import { isText } from './arriving-check';
import type { CheckDeps } from './check-in-lanes';

/** A text up to this size is checked in milliseconds. */
export const QUICK_BYTES = 64 * 1024;

export interface CheckFewDeps extends Pick<CheckDeps, 'xlsxMaxInflatedBytes'> {
  readonly spool: Spool;
}

/**
 * Checks contacts that came with their request and are few, so that their upload is stored with its verdict and needs no
 * job for it. Workbooks, which may take seconds (ADR 8), and whatever goes wrong here are left to the job.
 */
export async function checkFew(
  { spool, xlsxMaxInflatedBytes }: CheckFewDeps,
  { request, file }: { readonly request: UploadRequest; readonly file?: NewSpooledFile },
): Promise<CheckedFile<NewSpooledFile> | undefined> {
  if (file === undefined || file.bytes > QUICK_BYTES) return undefined;
  const kind = request.contacts === undefined ? 'file' : 'contacts';
  const rules = { ...request, maxInflatedBytes: xlsxMaxInflatedBytes };
  const source = { file, kind, corrections: request.corrections } as const;
  try {
    if (kind === 'file' && !(await isText(file))) return undefined;
    return await checkContactFile(source, rules, (output) => spool.createFile(output));
  } catch {
    return undefined;
  }
}
