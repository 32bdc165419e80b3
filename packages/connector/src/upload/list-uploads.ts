import type { UploadState } from '@ozonetel-bulk-upload/shared-types';
import type { Store } from '../store/open-store';
import { cutPage } from '../store/page';
import { matchAnyCase } from './match-any-case';
import type { UploadRow } from './stored-upload';

interface UploadFilter {
  /** Any of them. */
  readonly states?: readonly UploadState[] | undefined;
  readonly campaignName?: string | undefined;
  readonly username?: string | undefined;
  /** Part of the campaign's name, the user's name or the id, in upper or lower case. */
  readonly search?: string | undefined;
  /** Accepted at this time or later, in milliseconds since 1970. */
  readonly since?: number | undefined;
  /** Accepted before. */
  readonly until?: number | undefined;
  readonly limit: number;
  readonly before?: number | undefined;
}

const SEARCHED = ['campaign_name', 'username', 'id'];

/** Uploads that match, newest first; `next` is where the next page begins. */
export async function listUploads(
  { db, dialect }: Pick<Store, 'db' | 'dialect'>,
  { states, campaignName, username, search, since, until, limit, before }: UploadFilter,
): Promise<{ rows: UploadRow[]; next: number | undefined }> {
  let query = db.selectFrom('upload').selectAll();
  if (states !== undefined) query = query.where('state', 'in', states);
  if (campaignName !== undefined) query = query.where('campaign_name', '=', campaignName);
  if (username !== undefined) query = query.where('username', '=', username);
  if (search !== undefined) query = query.where(matchAnyCase(dialect, SEARCHED, search));
  if (since !== undefined) query = query.where('created_at', '>=', since);
  if (until !== undefined) query = query.where('created_at', '<', until);
  if (before !== undefined) query = query.where('seq', '<', before);
  const rows = await query
    .orderBy('seq', 'desc')
    .limit(limit + 1)
    .execute();
  const { page, next } = cutPage(rows, limit);
  return { rows: page, next };
}
