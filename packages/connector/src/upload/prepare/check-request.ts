import { join } from 'node:path';
import type { CheckRequest } from '@ozonetel-bulk-upload/shared-types';
import { unreadable, type CheckedFile, type ContactSource } from '../../contact-file/check-contact-file';
import { ContactFileError } from '../../contact-file/contact-file-error';
import { fetchContactFile } from '../../contact-file/fetch-contact-file';
import { checkInTurn, type CheckDeps } from './check-in-turn';
import type { CheckInLane } from './check-lanes';
import { fetchOptions, type FetchDeps } from './fetch-options';

export interface CheckRequestDeps extends CheckDeps, FetchDeps {}

interface ReceivedCheck {
  readonly request: CheckRequest;
  /** What came with the request; left out when it names a URL. */
  readonly file?: ContactSource;
}

/**
 * Fetches and checks contacts as those of an upload are, and keeps nothing of them.
 * @param folder that the check may write into; whoever asks removes it
 * @param asker whose check it is; its signal ends the download, the waiting and the check: its reason is thrown
 * @throws HostBusyError
 */
export async function checkRequested(
  deps: CheckRequestDeps,
  { request, file }: ReceivedCheck,
  folder: string,
  asker: Pick<CheckInLane, 'account' | 'signal'>,
): Promise<CheckedFile> {
  try {
    const source = file ?? (await fetchSource(deps, request, folder, asker.signal));
    return await checkInTurn(deps, request, { ...source, folder }, { ...asker, onSlow: () => undefined });
  } catch (error) {
    if (error instanceof ContactFileError) return unreadable(error);
    throw error;
  }
}

/** Without the retries of an upload, as somebody waits for the answer. */
async function fetchSource(
  deps: FetchDeps,
  { file }: CheckRequest,
  folder: string,
  signal: AbortSignal,
): Promise<ContactSource> {
  if (file === undefined) throw new Error('a check was taken without contacts');
  const path = join(folder, 'fetched');
  const fetch = () => fetchContactFile(file, path, fetchOptions(deps, signal));
  await deps.takeHostTurn(file.url, fetch, signal);
  return { path, kind: 'file' };
}
