import { ContactFileError } from '../../contact-file/contact-file-error';
import { unreadable } from '../../contact-file/check-contact-file';
import { fetchContactFile } from '../../contact-file/fetch-contact-file';
import { ContactsCsv } from '../../contact-file/write/contacts-csv';
import type { JobRun } from '../../jobs/engine';
import type { Transact, Work } from '../../store/unit-of-work';
import type { ReadJson } from '../../json/read-json';
import type { Sealer } from '../../crypto/sealer';
import { streamOf } from '../../store/spool/content';
import { writeAll } from '../../store/spool/file-writer';
import { removeFiles } from '../../store/spool/remove-files';
import type { NewSpooledFile, Spool, SpooledFile } from '../../store/spool/spool';
import type { Store } from '../../store/open-store';
import { finishUpload } from '../outcome/finish-upload';
import { findUpload, rulesOf, secretsContext, type UploadRow, type UploadSecrets } from '../stored-upload';
import type { ArrivingCheck, ArrivingChecks } from './arriving-check';
import { checkInLanes, type CheckDeps } from './check-in-lanes';
import { fetchOptions, type FetchDeps } from './fetch-options';
import { HostBusyError } from './download-limiter';
import { storeVerdict } from './store-verdict';
import { isBeingPrepared, type WatchPreparation } from './watch-preparation';

export interface PrepareDeps extends CheckDeps, FetchDeps {
  readonly store: Store;
  readonly transact: Transact;
  readonly sealer: Sealer;
  readonly spool: Spool;
  readonly readJson: ReadJson;
  readonly watchPreparation: WatchPreparation;
  readonly arrivingChecks: ArrivingChecks;
  /** Aborted when the process begins to stop. */
  readonly drainSignal: AbortSignal;
  /** Aborted when it can wait no longer. */
  readonly stopSignal: AbortSignal;
}

/** A file up to this size is checked in a moment: that it is being checked is stored with the verdict. */
const QUICK_BYTES = 64 * 1024;

/** Milliseconds before a host is asked again from which too many files are fetched already. */
const HOST_BUSY_MS = 10_000;

/** Milliseconds before a file that could not be fetched is tried again; then it is `file_unreachable`. */
const FETCH_RETRIES_MS = [2_000, 10_000, 30_000];

/**
 * Brings an upload from `accepted` to `waiting`: its contact file fetched, checked and ready to be sent. Ends at
 * once when the upload is canceled; when the process stops, it is requested again.
 */
export async function runPrepare(deps: PrepareDeps, uploadId: string, run: JobRun): Promise<void> {
  const upload = await findUpload(deps.store.db, uploadId);
  if (upload === undefined || !isBeingPrepared(upload)) return;
  const watched = deps.watchPreparation(uploadId);
  if (watched === undefined) return;
  try {
    await prepare(deps, upload, { canceled: watched.signal, job: run });
  } catch (error) {
    if (watched.signal.aborted) return;
    if (error instanceof HostBusyError) await askAgain(deps, uploadId, HOST_BUSY_MS);
    else if (deps.drainSignal.aborted && isAbort(error)) await askAgain(deps, uploadId, 0);
    else throw error;
  } finally {
    watched.end();
  }
}

async function askAgain({ transact }: PrepareDeps, uploadId: string, delayMs: number): Promise<void> {
  await transact((work) => {
    work.enqueue({ kind: 'prepare', key: uploadId }, work.now + delayMs);
    return Promise.resolve();
  });
}

/** One run of the job. */
interface Run {
  /** Aborted when the upload is not to be prepared any more. */
  readonly canceled: AbortSignal;
  readonly job: JobRun;
}

interface FetchRun extends Run {
  /** Checks the file while it is fetched. */
  readonly arriving: ArrivingCheck;
}

async function prepare(deps: PrepareDeps, upload: UploadRow, run: Run): Promise<void> {
  const options = {
    rules: rulesOf(upload),
    corrections: openSecrets(deps, upload)?.corrections ?? [],
    createFile: (kind: 'prepared' | 'rejected') => deps.spool.createFile(kind),
  };
  let arriving = deps.arrivingChecks.begin(options);
  try {
    const file = await bringFile(deps, upload, { ...run, arriving });
    if (file === undefined) return;
    arriving = deps.arrivingChecks.take(file.id) ?? arriving;
    // What was fetched is stored: a check can be restarted, so that a process that stops does not wait for it.
    const signal = AbortSignal.any([run.canceled, deps.drainSignal]);
    const { corrections, ...rest } = options;
    const checkStored = () =>
      checkInLanes(deps, {
        ...rest,
        source: { file, kind: upload.source === 'contacts' ? 'contacts' : 'file', corrections },
        asker: { account: upload.account, signal, onSlow: () => run.job.releasePlace() },
      });
    const verdict = (await arriving.end(signal)) ?? (await checkStored());
    await storeVerdict(deps.transact, { uploadId: upload.id, source: file, job: run.job }, verdict);
  } finally {
    await arriving.discard();
  }
}

/** By its name: a DOMException of another realm is no Error of this one. */
function isAbort(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError';
}

/** The contact file, from the spool or from its URL; undefined if it is not available yet, or never will be. */
async function bringFile(
  deps: PrepareDeps,
  upload: UploadRow,
  run: FetchRun,
): Promise<SpooledFile | undefined> {
  const spooled = await deps.spool.find(upload.id, 'source');
  if (spooled !== undefined) {
    const isReady = spooled.bytes <= QUICK_BYTES || (await enter(deps, upload.id, 'checking'));
    return isReady ? spooled : undefined;
  }
  const oldContacts = upload.source === 'contacts' && (await deps.spool.find(upload.id, 'json_contacts'));
  if (oldContacts) return convertOldContacts(deps, upload.id, oldContacts);
  try {
    return await fetchToSpool(deps, upload, run);
  } catch (error) {
    if (!(error instanceof ContactFileError)) throw error;
    await giveUpOrRetry(deps, upload, error);
    return undefined;
  }
}

async function convertOldContacts(
  deps: PrepareDeps,
  uploadId: string,
  old: SpooledFile,
): Promise<SpooledFile | undefined> {
  const contacts = new ContactsCsv({ maxBytes: Number.MAX_SAFE_INTEGER });
  await deps.readJson(streamOf(old), contacts.listAt('$'));
  const file = await writeAll(deps.spool.createFile('source'), contacts.finish().content);
  return takeSource(deps, uploadId, file, [old.id]);
}

/** Undefined where they were erased. */
function openSecrets(
  { sealer }: PrepareDeps,
  { id, secrets_sealed: sealed }: UploadRow,
): UploadSecrets | undefined {
  return sealed === null ? undefined : (sealer.open(sealed, secretsContext(id)) as UploadSecrets);
}

async function fetchToSpool(
  deps: PrepareDeps,
  upload: UploadRow,
  { canceled, job, arriving }: FetchRun,
): Promise<SpooledFile | undefined> {
  const file = openSecrets(deps, upload)?.file;
  if (file === undefined) throw new Error(`${upload.id} has no file to fetch`);
  // A link that may be used once: a download is let go on until the process must end.
  const signal = AbortSignal.any([canceled, deps.stopSignal]);
  const fetchFile = async (): Promise<NewSpooledFile | undefined> => {
    if (!(await enter(deps, upload.id, 'fetching'))) return undefined;
    const createFile = () => arriving.follow(deps.spool.createFile('source'));
    return fetchContactFile(file, createFile, fetchOptions(deps, signal));
  };
  // A slow host does not keep a place from others.
  job.releasePlace();
  const waiting = AbortSignal.any([canceled, deps.drainSignal]);
  const fetched = await deps.limitDownloads(file.url, fetchFile, waiting);
  return fetched === undefined ? undefined : takeSource(deps, upload.id, fetched);
}

/**
 * Gives a file to an upload as its source, and lets the check begin.
 * @param replaced ids of files that it replaces
 * @returns undefined if the upload was canceled meanwhile
 */
async function takeSource(
  deps: PrepareDeps,
  uploadId: string,
  file: NewSpooledFile,
  replaced: readonly string[] = [],
): Promise<SpooledFile | undefined> {
  const isTaken = await enter(deps, uploadId, 'checking', async (work) => {
    await file.adopt(work, uploadId);
    await removeFiles(work.db, replaced);
  });
  if (isTaken) return file;
  await file.remove();
  return undefined;
}

/** A fault that may pass is tried again, a few times; any other rejects the upload with its reason. */
async function giveUpOrRetry(deps: PrepareDeps, upload: UploadRow, error: ContactFileError): Promise<void> {
  await deps.transact(async (work) => {
    const current = await work.rows.upload(upload.id);
    if (current === undefined || !isBeingPrepared(current)) return;
    const delay = error.retryable ? FETCH_RETRIES_MS[current.attempts] : undefined;
    if (delay !== undefined) {
      const next = work.now + delay;
      await work.rows.changeUpload(upload.id, {
        attempts: current.attempts + 1,
        last_error: error.message,
        next_attempt_at: next,
      });
      work.enqueue({ kind: 'prepare', key: upload.id }, next);
      return;
    }
    await finishUpload(work, upload.id, 'rejected', unreadable(error).outcome);
  });
}

/**
 * @param take what is stored together with the state
 * @returns false if it was canceled meanwhile
 */
async function enter(
  deps: PrepareDeps,
  uploadId: string,
  state: 'fetching' | 'checking',
  take?: (work: Work) => Promise<void>,
): Promise<boolean> {
  return deps.transact(async (work) => {
    const upload = await work.rows.upload(uploadId);
    if (upload === undefined || !isBeingPrepared(upload)) return false;
    await take?.(work);
    const done = state === 'checking' ? { last_error: null, next_attempt_at: null } : {};
    if (upload.state !== state) await work.rows.changeUpload(uploadId, { state, ...done });
    return true;
  });
}
