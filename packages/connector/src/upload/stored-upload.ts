import {
  ProblemError,
  type CellCorrection,
  type Counts,
  type Notice,
  type Outcome,
  type RowProblem,
  type UploadRequest,
} from '@ozonetel-bulk-upload/shared-types';
import type { Queries } from '../store/dialect';
import type { PartRow, UploadRow } from '../store/schema';

export type { PartRow, UploadRow };

/** What the check goes by, out of the request. */
export type StoredRules = Pick<
  UploadRequest,
  'columns' | 'campaignType' | 'agentIds' | 'skills' | 'invalidRows' | 'duplicates' | 'split' | 'format'
> &
  // Absent in what an older release stored.
  Partial<Pick<UploadRequest, 'columnMatching' | 'rowsWiderThanHeader' | 'hiddenRows'>>;

/** Sealed in `upload.secrets_sealed`. */
export interface UploadSecrets {
  readonly apiKey: string;
  readonly file?: { readonly url: string; readonly headers: Readonly<Record<string, string>> };
  readonly corrections?: readonly CellCorrection[];
}

/** Sealed in `upload.notify_sealed` and, for one delivery, in `delivery.target_sealed`. */
export interface NotifyTarget {
  readonly url: string;
  readonly secret?: string;
}

export const rulesOf = (upload: UploadRow) => JSON.parse(upload.rules_json) as StoredRules;
export const countsOf = (upload: UploadRow) => parseColumn(upload.counts_json) as Counts | undefined;
export const problemsOf = (upload: UploadRow) =>
  parseColumn(upload.problems_json) as RowProblem[] | undefined;
export const noticesOf = (upload: UploadRow) => parseColumn(upload.notices_json) as Notice[] | undefined;
export const outcomeOf = (row: UploadRow | PartRow) => parseColumn(row.outcome_json) as Outcome | undefined;

/** The contexts that sealed columns are bound to. */
export const secretsContext = (uploadId: string) => `${uploadId}/secrets`;
export const notifyContext = (uploadId: string) => `${uploadId}/notify`;

export function findUpload(db: Queries, id: string): Promise<UploadRow | undefined> {
  return db.selectFrom('upload').selectAll().where('id', '=', id).executeTakeFirst();
}

export function unknownUpload(): ProblemError {
  return new ProblemError('not_found', 'There is no upload with this id.');
}

/** Those of each upload in their order. */
export async function listParts(db: Queries, uploadIds: readonly string[]): Promise<PartRow[]> {
  if (uploadIds.length === 0) return [];
  return db.selectFrom('part').selectAll().where('upload_id', 'in', uploadIds).orderBy('number').execute();
}

function parseColumn(json: string | null): unknown {
  return json === null ? undefined : JSON.parse(json);
}
