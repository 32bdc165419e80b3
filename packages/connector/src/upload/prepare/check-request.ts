import type { CheckRequest } from '@ozonetel-bulk-upload/shared-types';
import { unreadable, type CheckedFile, type ContactSource } from '../../contact-file/check-contact-file';
import { ContactFileError } from '../../contact-file/contact-file-error';
import { fetchContactFile } from '../../contact-file/fetch-contact-file';
import type { NewFile } from '../../store/spool/file-writer';
import type { CreateScratchFile } from '../../store/spool/scratch-files';
import type { ArrivingCheck, ArrivingChecks } from './arriving-check';
import { checkInLanes, type CheckDeps } from './check-in-lanes';
import type { CheckInLane } from './check-lanes';
import { fetchOptions, type FetchDeps } from './fetch-options';

export interface CheckRequestDeps extends CheckDeps, FetchDeps {
  readonly createScratchFile: CreateScratchFile;
  readonly arrivingChecks: ArrivingChecks;
}

/** Contacts that are checked and then removed. */
export interface CheckSource extends ContactSource {
  readonly file: NewFile;
  /** Of a file that came with the request: its check has begun. */
  readonly arriving?: ArrivingCheck;
}

interface ReceivedCheck {
  readonly request: CheckRequest;
  /** What came with the request; left out when it names a URL. */
  readonly file?: CheckSource;
}

/**
 * Fetches and checks contacts as those of an upload are; the source is kept no longer than that.
 * @param asker whose check it is; its signal ends the download, the waiting and the check: its reason is thrown
 * @throws HostBusyError
 */
export async function checkRequested(
  deps: CheckRequestDeps,
  { request, file }: ReceivedCheck,
  asker: Pick<CheckInLane, 'account' | 'signal'>,
): Promise<CheckedFile> {
  const options = { rules: request, corrections: request.corrections, createFile: deps.createScratchFile };
  const arriving = file?.arriving ?? deps.arrivingChecks.begin(options);
  let source = file;
  try {
    source ??= await fetchSource(deps, request, { arriving, signal: asker.signal });
    const verdict = await arriving.end(asker.signal);
    if (verdict !== undefined) return verdict;
    return await checkInLanes(deps, {
      ...options,
      source: { ...source, corrections: request.corrections },
      asker: { ...asker, onSlow: () => undefined },
    });
  } catch (error) {
    if (error instanceof ContactFileError) return unreadable(error);
    throw error;
  } finally {
    await arriving.discard();
    await source?.file.remove();
  }
}

/** Without the retries of an upload, as somebody waits for the answer. */
async function fetchSource(
  deps: CheckRequestDeps,
  { file }: CheckRequest,
  { arriving, signal }: { arriving: ArrivingCheck; signal: AbortSignal },
): Promise<CheckSource> {
  if (file === undefined) throw new Error('a check was taken without contacts');
  const createFile = () => arriving.follow(deps.createScratchFile());
  const fetch = () => fetchContactFile(file, createFile, fetchOptions(deps, signal));
  return { file: await deps.limitDownloads(file.url, fetch, signal), kind: 'file' };
}
