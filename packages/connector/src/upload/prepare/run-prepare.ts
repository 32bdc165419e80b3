import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ContactFileError } from '../../contact-file/contact-file-error';
import { unreadable } from '../../contact-file/check-contact-file';
import { fetchContactFile, type FetchedFile } from '../../contact-file/fetch-contact-file';
import { ContactsCsv } from '../../contact-file/write/contacts-csv';
import type { Place } from '../../jobs/engine';
import type { Transact } from '../../store/unit-of-work';
import type { ReadJson } from '../../json/read-json';
import type { Sealer } from '../../crypto/sealer';
import type { Spool } from '../../store/spool/spool';
import type { WorkFolder } from '../../store/spool/work-folder';
import type { Store } from '../../store/open-store';
import { finishUpload } from '../outcome/finish-upload';
import { findUpload, rulesOf, secretsContext, type UploadRow, type UploadSecrets } from '../stored-upload';
import { checkInTurn, type CheckDeps } from './check-in-turn';
import { fetchOptions, type FetchDeps } from './fetch-options';
import { HostBusyError } from './host-turns';
import { storeVerdict } from './store-verdict';
import { isBeingPrepared, type WatchPreparation } from './watch-preparation';

export interface PrepareDeps extends CheckDeps, FetchDeps {
  readonly store: Store;
  readonly transact: Transact;
  readonly sealer: Sealer;
  readonly spool: Spool;
  readonly workFolder: WorkFolder;
  readonly readJson: ReadJson;
  readonly watchPreparation: WatchPreparation;
  /** Aborted when the process begins to stop. */
  readonly drainSignal: AbortSignal;
  /** Aborted when it can wait no longer. */
  readonly stopSignal: AbortSignal;
}

/** The name of inline contacts of uploads that an older version accepted: JSON, where they are CSV now. */
const OLD_CONTACTS = 'contacts.json';

/** Milliseconds before a host is asked again from which too many files are fetched already. */
const HOST_BUSY_MS = 10_000;

/** Milliseconds before a file that could not be fetched is tried again; then it is `file_unreachable`. */
const FETCH_RETRIES_MS = [2_000, 10_000, 30_000];

/**
 * Brings an upload from `accepted` to `waiting`: its contact file fetched, checked and ready to be sent. Ends at
 * once when the upload is canceled; when the process stops, it is requested again.
 */
export async function runPrepare(deps: PrepareDeps, uploadId: string, place: Place): Promise<void> {
  const upload = await findUpload(deps.store.db, uploadId);
  if (upload === undefined || !isBeingPrepared(upload)) return;
  const watched = deps.watchPreparation(uploadId);
  if (watched === undefined) return;
  try {
    await prepare(deps, upload, { canceled: watched.signal, place });
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
  readonly place: Place;
}

async function prepare(deps: PrepareDeps, upload: UploadRow, run: Run): Promise<void> {
  const folder = await deps.workFolder.makeFolder();
  try {
    const path = join(folder, 'source');
    if (!(await bringFile(deps, upload, path, run))) return;
    // What was fetched is stored: a check can be begun anew, so that a process that stops does not wait for it.
    const signal = AbortSignal.any([run.canceled, deps.drainSignal]);
    const kind = upload.source === 'contacts' ? 'contacts' : 'file';
    const turn = { account: upload.account, signal, onSlow: () => run.place.giveUp() };
    const verdict = await checkInTurn(deps, rulesOf(upload), { path, kind, folder }, turn);
    await storeVerdict(deps, upload.id, path, verdict);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Puts the contact file at `path`, from the spool or from its URL. False: that cannot be done now, or ever. */
async function bringFile(deps: PrepareDeps, upload: UploadRow, path: string, run: Run): Promise<boolean> {
  const spooled = await deps.spool.find(upload.id, 'source');
  if (spooled !== undefined) {
    if (!(await enter(deps, upload.id, 'checking'))) return false;
    const signal = AbortSignal.any([run.canceled, deps.drainSignal]);
    const content = deps.spool.read(spooled.id);
    if (spooled.name === OLD_CONTACTS) await convertOldContacts(deps, content, path);
    else await pipeline(content, createWriteStream(path), { signal });
    return true;
  }
  try {
    if (!(await fetchToSpool(deps, upload, path, run))) return false;
  } catch (error) {
    if (!(error instanceof ContactFileError)) throw error;
    await giveUpOrRetry(deps, upload, error);
    return false;
  }
  return enter(deps, upload.id, 'checking');
}

async function convertOldContacts(deps: PrepareDeps, content: Readable, path: string): Promise<void> {
  const contacts = new ContactsCsv({ maxBytes: Number.MAX_SAFE_INTEGER });
  await deps.readJson(content, contacts.listAt('$'));
  await pipeline(contacts.finish().content, createWriteStream(path));
}

/** False: it was canceled meanwhile. */
async function fetchToSpool(
  deps: PrepareDeps,
  upload: UploadRow,
  path: string,
  { canceled, place }: Run,
): Promise<boolean> {
  const secrets = deps.sealer.open(upload.secrets_sealed ?? '', secretsContext(upload.id)) as UploadSecrets;
  const { file } = secrets;
  if (file === undefined) throw new Error(`${upload.id} has no file to fetch`);
  // A link that may be used once: a download is let go on until the process must end.
  const signal = AbortSignal.any([canceled, deps.stopSignal]);
  const fetchFile = async (): Promise<FetchedFile | undefined> => {
    if (!(await enter(deps, upload.id, 'fetching'))) return undefined;
    return fetchContactFile(file, path, fetchOptions(deps, signal));
  };
  // Hosts are as slow as they like.
  place.giveUp();
  const waiting = AbortSignal.any([canceled, deps.drainSignal]);
  const fetched = await deps.takeHostTurn(file.url, fetchFile, waiting);
  if (fetched === undefined) return false;
  const stored = await deps.spool.storePath(path, 'source', fetched.name ?? '');
  await deps.transact(({ db }) => deps.spool.adopt(db, stored.id, upload.id));
  return true;
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

/** False: it was canceled meanwhile. */
async function enter(deps: PrepareDeps, uploadId: string, state: 'fetching' | 'checking'): Promise<boolean> {
  return deps.transact(async (work) => {
    const upload = await work.rows.upload(uploadId);
    if (upload === undefined || !isBeingPrepared(upload)) return false;
    const done = state === 'checking' ? { last_error: null, next_attempt_at: null } : {};
    if (upload.state !== state) await work.rows.changeUpload(uploadId, { state, ...done });
    return true;
  });
}
