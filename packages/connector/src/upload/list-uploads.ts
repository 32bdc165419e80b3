import type { UploadState } from '@ozonetel-bulk-upload/shared-types';
import { sql } from 'kysely';
import type { Queries } from '../store/dialect';
import { cutPage } from '../store/page';
import type { UploadRow } from './stored-upload';

interface UploadFilter {
  /** Any of them. */
  readonly states?: readonly UploadState[] | undefined;
  readonly campaignName?: string | undefined;
  readonly username?: string | undefined;
  /** Part of the campaign's name, the user's name or the id, in any case. */
  readonly search?: string | undefined;
  /** Accepted at this time or later, in milliseconds since 1970. */
  readonly since?: number | undefined;
  /** Accepted before. */
  readonly until?: number | undefined;
  readonly limit: number;
  readonly before?: number | undefined;
}

/** Uploads that match, newest first; `next` is where the next page begins. */
export async function listUploads(
  db: Queries,
  { states, campaignName, username, search, since, until, limit, before }: UploadFilter,
): Promise<{ rows: UploadRow[]; next: number | undefined }> {
  let query = db.selectFrom('upload').selectAll();
  if (states !== undefined) query = query.where('state', 'in', states);
  if (campaignName !== undefined) query = query.where('campaign_name', '=', campaignName);
  if (username !== undefined) query = query.where('username', '=', username);
  if (search !== undefined) query = query.where(contains(search));
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

function contains(search: string) {
  const pattern = `%${search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  return sql<boolean>`(lower(campaign_name) like ${pattern} escape '\\'
    or lower(username) like ${pattern} escape '\\' or lower(id) like ${pattern} escape '\\')`;
}
