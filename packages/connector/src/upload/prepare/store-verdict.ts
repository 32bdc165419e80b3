import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CheckedFile, PreparedPart } from '../../contact-file/check-contact-file';
import type { Transact, Work } from '../../store/unit-of-work';
import { removeFiles } from '../../store/spool/remove-files';
import type { Spool } from '../../store/spool/spool';
import { finishUpload } from '../outcome/finish-upload';
import { checkedOutcome } from './checked-outcome';
import type { UploadRow } from '../stored-upload';
import { toJson } from '../../store/columns';

interface VerdictDeps {
  readonly spool: Spool;
  readonly transact: Transact;
}

/** Stores what the check found, and what is to be sent, and lets the upload go on or ends it. */
export async function storeVerdict(
  deps: VerdictDeps,
  uploadId: string,
  sourcePath: string,
  verdict: CheckedFile,
): Promise<void> {
  const rejected =
    verdict.rejectedPath === undefined
      ? undefined
      : await deps.spool.storePath(verdict.rejectedPath, 'rejected', '');
  const partFiles =
    verdict.verdict === 'accepted' ? await spoolParts(deps, uploadId, sourcePath, verdict.parts) : [];
  // Plain text is removed before the check is reported as ended.
  await rm(dirname(sourcePath), { recursive: true, force: true });
  await deps.transact(async (work) => {
    const upload = await work.rows.upload(uploadId);
    if (upload?.state !== 'checking') return;
    if (rejected !== undefined) await deps.spool.adopt(work.db, rejected.id, uploadId);
    await work.rows.changeUpload(uploadId, {
      attempts: 0,
      problems_json: toJson(verdict.problems),
      notices_json: toJson(verdict.notices),
      ...(verdict.counts === undefined ? {} : { counts_json: toJson(verdict.counts) }),
    });
    if (verdict.verdict === 'rejected') {
      await finishUpload(work, uploadId, 'rejected', verdict.outcome);
    } else if (upload.dry_run === 1) await finishUpload(work, uploadId, 'succeeded', checkedOutcome(verdict));
    else await storeParts(deps, work, upload, verdict.parts, partFiles);
  });
  await removeUnowned(
    deps.transact,
    [rejected?.id, ...partFiles].filter((id) => id !== undefined),
  );
}

/** Files of a dry run, or of an upload that was canceled or checked by another process meanwhile. */
async function removeUnowned(transact: Transact, ids: readonly string[]): Promise<void> {
  await transact(async ({ db }) => {
    if (ids.length === 0) return;
    const unowned = await db
      .selectFrom('file')
      .select('id')
      .where('id', 'in', ids)
      .where('upload_id', 'is', null)
      .execute();
    await removeFiles(
      db,
      unowned.map(({ id }) => id),
    );
  });
}

/** A part that is the source itself is sent from the source's place in the spool. */
async function spoolParts(
  deps: VerdictDeps,
  uploadId: string,
  sourcePath: string,
  parts: readonly PreparedPart[],
): Promise<string[]> {
  const files: string[] = [];
  for (const part of parts) {
    const source = part.path === sourcePath ? await deps.spool.find(uploadId, 'source') : undefined;
    files.push((source ?? (await deps.spool.storePath(part.path, 'prepared', ''))).id);
  }
  return files;
}

async function storeParts(
  deps: VerdictDeps,
  work: Work,
  upload: UploadRow,
  parts: readonly PreparedPart[],
  files: readonly string[],
): Promise<void> {
  for (const [index, part] of parts.entries()) {
    const fileId = files[index] ?? null;
    if (fileId !== null) await deps.spool.adopt(work.db, fileId, upload.id);
    await work.db
      .insertInto('part')
      .values({
        upload_id: upload.id,
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
        file_id: fileId,
      })
      .execute();
  }
  await work.rows.changeUpload(upload.id, { state: 'waiting' });
  work.enqueue({ kind: 'dispatch', key: upload.account });
}
