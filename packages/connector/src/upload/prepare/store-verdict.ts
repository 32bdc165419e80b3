import { filesOf, type CheckedFile, type PreparedPart } from '../../contact-file/check-contact-file';
import type { JobRun } from '../../jobs/engine';
import type { Transact, Work } from '../../store/unit-of-work';
import type { NewSpooledFile, SpooledFile } from '../../store/spool/spool';
import { finishUpload } from '../outcome/finish-upload';
import { checkedOutcome } from './checked-outcome';
import type { UploadRow } from '../stored-upload';
import { toJson } from '../../store/columns';
import { isBeingPrepared } from './watch-preparation';

interface Checked {
  readonly uploadId: string;
  /** What was checked. */
  readonly source: SpooledFile;
  /** Ends with the verdict. */
  readonly job: JobRun;
}

/** Stores what the check found, and what is to be sent, and lets the upload go on or ends it. */
export async function storeVerdict(
  transact: Transact,
  { uploadId, source, job }: Checked,
  verdict: CheckedFile<NewSpooledFile>,
): Promise<void> {
  const taken = await transact(async (work) => {
    job.complete(work);
    const upload = await work.rows.upload(uploadId);
    if (upload === undefined || !isBeingPrepared(upload)) return [];
    return takeVerdict(work, { upload, source }, verdict);
  });
  // Files of a dry run, or of an upload that was canceled or checked by another process meanwhile.
  for (const file of filesOf(verdict)) if (!taken.includes(file)) await file.remove();
}

/** @returns the files that are the upload's from now on */
export async function takeVerdict(
  work: Work,
  { upload, source }: { readonly upload: UploadRow; readonly source: SpooledFile },
  verdict: CheckedFile<NewSpooledFile>,
): Promise<NewSpooledFile[]> {
  const files: NewSpooledFile[] = [];
  const take = async (file: NewSpooledFile): Promise<void> => {
    await file.adopt(work, upload.id);
    files.push(file);
  };
  if (verdict.rejected !== undefined) await take(verdict.rejected);
  await work.rows.changeUpload(upload.id, {
    state: 'checking',
    attempts: 0,
    last_error: null,
    next_attempt_at: null,
    problems_json: toJson(verdict.problems),
    notices_json: toJson(verdict.notices),
    ...(verdict.counts === undefined ? {} : { counts_json: toJson(verdict.counts) }),
  });
  if (verdict.verdict === 'rejected') {
    await finishUpload(work, upload.id, 'rejected', verdict.outcome);
  } else if (upload.dry_run === 1) {
    await finishUpload(work, upload.id, 'succeeded', checkedOutcome(verdict));
  } else {
    for (const { file } of verdict.parts) if (file !== undefined) await take(file);
    await storeParts(work, upload, source, verdict.parts);
  }
  return files;
}

/** A part that is the source itself is sent from the source's place in the spool. */
async function storeParts(
  work: Work,
  upload: UploadRow,
  source: SpooledFile,
  parts: readonly PreparedPart<NewSpooledFile>[],
): Promise<void> {
  work.rows.addParts(
    upload.id,
    parts.map((part, index) => ({
      number: part.number,
      account: upload.account,
      campaign_name: upload.campaign_name,
      // A campaign starts when the last of its parts is in.
      action: index === parts.length - 1 ? upload.action : null,
      upload_seq: upload.seq,
      state: index === 0 ? 'waiting' : 'accepted',
      first_row: part.firstRow,
      last_row: part.lastRow,
      rows: part.rows,
      format: part.format,
      file_id: (part.file ?? source).id,
    })),
  );
  await work.rows.changeUpload(upload.id, { state: 'waiting' });
  work.enqueue({ kind: 'dispatch', key: upload.account });
}
