import type { Upload, UploadPart } from '@ozonetel-bulk-upload/shared-types';
import { toIso } from '../store/columns';
import type { Queries } from '../store/dialect';
import { estimateSendTimes } from '../account/estimate-send-time';
import {
  countsOf,
  findUpload,
  listParts,
  noticesOf,
  outcomeOf,
  problemsOf,
  rulesOf,
  type PartRow,
  type UploadRow,
} from './stored-upload';

/** The Upload as its client sees it, or undefined. */
export async function viewUpload(db: Queries, id: string, intervalMs: number): Promise<Upload | undefined> {
  const row = await findUpload(db, id);
  const [upload] = row === undefined ? [] : await viewRows(db, [row], intervalMs);
  return upload;
}

/** The Uploads of rows: what belongs to them is read together, however many they are. */
export async function viewRows(
  db: Queries,
  rows: readonly UploadRow[],
  intervalMs: number,
): Promise<Upload[]> {
  const waiting = rows.filter(({ state }) => state === 'waiting');
  const notBefore = await estimateSendTimes(db, waiting, intervalMs);
  // One that was just accepted has none, although by now the database may know better.
  const split = rows.filter((row) => row.state !== 'accepted' && rulesOf(row).split).map(({ id }) => id);
  const partsOf = new Map<string, PartRow[]>(split.map((id) => [id, []]));
  for (const part of await listParts(db, split)) partsOf.get(part.upload_id)?.push(part);
  return rows.map((row) => showUpload(row, notBefore.get(row.id), partsOf.get(row.id) ?? []));
}

/** @param parts those of a split upload */
export function showUpload(row: UploadRow, notBefore: number | undefined, parts: readonly PartRow[]): Upload {
  const counts = countsOf(row);
  const problems = problemsOf(row);
  const notices = noticesOf(row);
  const outcome = outcomeOf(row);
  return {
    id: row.id,
    state: row.state,
    username: row.username,
    campaignName: row.campaign_name,
    ...(row.action === null ? {} : { action: row.action }),
    ...(row.dry_run === 1 ? { dryRun: true } : {}),
    createdAt: toIso(row.created_at),
    updatedAt: toIso(row.updated_at),
    ...(notBefore === undefined ? {} : { notBefore: toIso(notBefore) }),
    ...viewRetry(row),
    ...(counts === undefined ? {} : { counts }),
    ...(problems === undefined ? {} : { problems }),
    ...(notices === undefined ? {} : { notices }),
    ...(parts.length === 0 ? {} : { parts: parts.map(viewPart) }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

/** Why and how often the present step has failed, where it is being retried. */
function viewRetry(row: UploadRow): Pick<Upload, 'attempts' | 'lastError' | 'nextAttemptAt'> {
  if (row.last_error === null) return {};
  return {
    attempts: row.attempts + row.limit_refusals,
    lastError: row.last_error,
    ...(row.next_attempt_at === null ? {} : { nextAttemptAt: toIso(row.next_attempt_at) }),
  };
}

function viewPart(part: PartRow): UploadPart {
  const outcome = outcomeOf(part);
  return {
    number: part.number,
    firstRow: part.first_row,
    lastRow: part.last_row,
    state: part.state,
    ...(outcome === undefined ? {} : { outcome }),
  };
}
