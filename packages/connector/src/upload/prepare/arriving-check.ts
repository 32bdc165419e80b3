import type { CellCorrection } from '@ozonetel-bulk-upload/shared-types';
import {
  checkContactFile,
  filesOf,
  type CheckedFile,
  type CheckRules,
} from '../../contact-file/check-contact-file';
import { isText } from '../../contact-file/read/with-reader';
import type { CreateFile } from '../../contact-file/write/with-new-files';
import type { FileWriter, NewFile } from '../../store/spool/file-writer';
import { FollowedFile } from '../../store/spool/followed-file';
import type { NewSpooledFile } from '../../store/spool/spool';
import type { CheckDeps } from './check-in-lanes';

/**
 * Checks that run while their files arrive, besides those of the lanes. A file that finds no place is checked when it
 * has come: a sender that takes its time keeps nobody waiting.
 */
const PLACES = 2;
/** Smaller files are checked in no time once they have come. From this size on `rejected.csv` has its full room. */
const FROM_BYTES = 2 * 1024 * 1024;
const LATE_MS = 5_000;
/** Milliseconds that a verdict is kept for its job, which on Postgres another replica may run. */
const KEPT_MS = 60_000;

export interface ArrivingCheckOptions<File extends NewFile> {
  readonly rules: Omit<CheckRules, 'maxInflatedBytes'>;
  readonly corrections: readonly CellCorrection[];
  readonly createFile: CreateFile<File>;
}

/** The check of one file on its way; it follows nothing before `follow`. */
export interface ArrivingCheck<File extends NewFile = NewFile> {
  /** Begins with what will be written; anew if the file has to come again. @returns what to write to */
  follow<Source extends NewFile>(writer: FileWriter<Source>): FileWriter<Source>;
  /**
   * The verdict, once the file has been stored; undefined if it has to be checked in the lanes.
   * @throws the reason of the signal once it is aborted
   */
  end(signal: AbortSignal): Promise<CheckedFile<File> | undefined>;
  /** Ends it and removes what it wrote, unless its verdict was taken. */
  discard(): Promise<void>;
}

export interface ArrivingChecks {
  begin<File extends NewFile>(options: ArrivingCheckOptions<File>): ArrivingCheck<File>;
  /** Leaves a check to the job that will want the verdict about a file; it is discarded where there is none, or no job. */
  handOver(file: Pick<NewSpooledFile, 'id' | 'bytes'>, check: ArrivingCheck<NewSpooledFile>): void;
  /** The check that was left, once. */
  take(fileId: string): ArrivingCheck<NewSpooledFile> | undefined;
}

interface Attempt<File extends NewFile> {
  readonly verdict: Promise<CheckedFile<File> | undefined>;
  readonly stop: () => void;
}

interface Deps extends Pick<CheckDeps, 'xlsxMaxInflatedBytes' | 'checkTimeoutMs'> {
  /** Milliseconds that a check may go on when its file has come; then the lanes decide. */
  readonly lateMs?: number;
}

export function createArrivingChecks(deps: Deps): ArrivingChecks {
  const places = { free: PLACES };
  const left = new Map<string, { check: ArrivingCheck<NewSpooledFile>; timer: NodeJS.Timeout }>();
  const take = (fileId: string): ArrivingCheck<NewSpooledFile> | undefined => {
    const found = left.get(fileId);
    clearTimeout(found?.timer);
    left.delete(fileId);
    return found?.check;
  };
  return {
    begin: (options) => arrivingCheck(deps, places, options),
    handOver({ id, bytes }, check) {
      const drop = (): void => {
        left.delete(id);
        // If this fails, the sweep removes what it wrote.
        check.discard().catch(() => undefined);
      };
      if (bytes < FROM_BYTES) drop();
      else left.set(id, { check, timer: setTimeout(drop, KEPT_MS).unref() });
    },
    take,
  };
}

function arrivingCheck<File extends NewFile>(
  { xlsxMaxInflatedBytes, checkTimeoutMs, lateMs = LATE_MS }: Deps,
  places: { free: number },
  { rules, ...options }: ArrivingCheckOptions<File>,
): ArrivingCheck<File> {
  let attempt: Attempt<File> | undefined;
  const discard = async (): Promise<void> => {
    const discarded = attempt;
    attempt = undefined;
    discarded?.stop();
    const verdict = await discarded?.verdict;
    if (verdict !== undefined) await Promise.all(filesOf(verdict).map((file) => file.remove()));
  };
  return {
    follow(writer) {
      // If this fails, the sweep removes what it wrote.
      discard().catch(() => undefined);
      if (places.free === 0) return writer;
      places.free -= 1;
      const file = new FollowedFile(writer);
      const stop = new AbortController();
      const whole = { ...options, rules: { ...rules, maxInflatedBytes: xlsxMaxInflatedBytes } };
      const verdict = checkArriving(file, whole, stop.signal).finally(() => (places.free += 1));
      attempt = {
        verdict,
        stop() {
          stop.abort();
          file.leave();
        },
      };
      return file;
    },
    async end(signal) {
      signal.throwIfAborted();
      if (attempt === undefined) return undefined;
      const late = AbortSignal.timeout(Math.min(lateMs, checkTimeoutMs));
      const ended = AbortSignal.any([signal, late]);
      ended.addEventListener('abort', attempt.stop);
      const verdict = await attempt.verdict;
      ended.removeEventListener('abort', attempt.stop);
      signal.throwIfAborted();
      attempt = undefined;
      return verdict;
    },
    discard,
  };
}

/** The options of a check with its bounds. */
type Whole<File extends NewFile> = ArrivingCheckOptions<File> & { readonly rules: CheckRules };

/** Undefined for whatever is no whole text: the check in the lanes says what is wrong, or tries again. */
async function checkArriving<Source extends NewFile, File extends NewFile>(
  file: FollowedFile<Source>,
  { rules, corrections, createFile }: Whole<File>,
  signal: AbortSignal,
): Promise<CheckedFile<File> | undefined> {
  try {
    if (!(await file.hasCome(FROM_BYTES)) || !(await isText(file))) return undefined;
    return await checkContactFile({ file, kind: 'file', corrections }, rules, createFile, signal);
  } catch {
    return undefined;
  } finally {
    file.release();
  }
}
