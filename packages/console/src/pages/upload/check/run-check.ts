import { ApiProblem } from '../../../api/api-problem';
import { api, call, type Schema } from '../../../api/call';
import type { Draft } from '../draft/draft';
import { checkRequestOf, toForm } from '../draft/request';
import { readRejected, type RejectedRows } from './read-rejected';

export interface CheckedDraft {
  readonly result: Schema<'CheckResult'>;
  readonly rejected: RejectedRows;
  /** The version of the draft's corrections that was checked. */
  readonly version: number;
}

/**
 * Lets the connector check the draft's contacts, and list the rows that would be left out.
 * @throws ApiProblem
 */
export async function runCheck(draft: Draft, signal: AbortSignal): Promise<CheckedDraft> {
  const result = await call(() => api.POST('/v1/checks', { ...requestOf(draft), signal }));
  if (typeof result === 'string')
    throw new ApiProblem('The check gave rows instead of counts.', 0, 'unreadable');
  const { invalid = 0, duplicates = 0 } = result.counts ?? {};
  const odd = (result.oddRows ?? []).map((row) => ({ ...row, line: String(row.line), isOdd: true as const }));
  if (invalid + duplicates === 0) {
    const headers = odd.length === 0 ? [] : result.columns.map(({ source }) => source);
    return { result, rejected: { headers, rows: odd, isCut: false }, version: draft.version };
  }
  const body = await call(() =>
    api.POST('/v1/checks', { ...requestOf(draft), signal, headers: ROWS, parseAs: 'stream' }),
  );
  const rejected = await readRejected(body ?? new Blob().stream());
  const rows = [...rejected.rows, ...odd];
  return { result, rejected: { ...rejected, rows }, version: draft.version };
}

/** The rows that would be left out, as a file that can be corrected and uploaded. @throws ApiProblem */
export function fetchRejected(draft: Draft): Promise<Blob> {
  return call(() => api.POST('/v1/checks', { ...requestOf(draft), headers: ROWS, parseAs: 'blob' }));
}

const ROWS = { accept: 'text/csv' };

/** Made for each attempt: a body is read once. */
function requestOf(draft: Draft) {
  const request = checkRequestOf(draft);
  return { body: request, bodySerializer: () => toForm(request, draft) };
}
