import type { CheckRequest } from '@ozonetel-bulk-upload/shared-types';
import { unreadable, type CheckedFile, type ContactSource } from '../../contact-file/check-contact-file';
import { ContactFileError } from '../../contact-file/contact-file-error';
import { fetchContactFile } from '../../contact-file/fetch-contact-file';
import type { NewFile } from '../../store/spool/file-writer';
import type { CreateScratchFile } from '../../store/spool/scratch-files';
import { checkInTurn, type CheckDeps } from './check-in-turn';
import type { CheckInLane } from './check-lanes';
import { fetchOptions, type FetchDeps } from './fetch-options';

export interface CheckRequestDeps extends CheckDeps, FetchDeps {
  readonly createScratchFile: CreateScratchFile;
}

/** Contacts that are checked and then removed. */
export interface CheckSource extends ContactSource {
  readonly file: NewFile;
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
  let source = file;
  try {
    source ??= await fetchSource(deps, request, asker.signal);
    return await checkInTurn(deps, {
      source: { ...source, corrections: request.corrections },
      rules: request,
      createFile: deps.createScratchFile,
      turn: { ...asker, onSlow: () => undefined },
    });
  } catch (error) {
    if (error instanceof ContactFileError) return unreadable(error);
    throw error;
  } finally {
    await source?.file.remove();
  }
}

/** Without the retries of an upload, as somebody waits for the answer. */
async function fetchSource(
  deps: CheckRequestDeps,
  { file }: CheckRequest,
  signal: AbortSignal,
): Promise<CheckSource> {
  if (file === undefined) throw new Error('a check was taken without contacts');
  const fetch = () => fetchContactFile(file, deps.createScratchFile, fetchOptions(deps, signal));
  return { file: await deps.takeHostTurn(file.url, fetch, signal), kind: 'file' };
}
