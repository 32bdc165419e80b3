import type { UploadState } from '@ozonetel-bulk-upload/shared-types';
import type { Queries } from '../store/dialect';
import { cutPage } from '../store/page';
import type { UploadRow } from './stored-upload';

interface UploadFilter {
  readonly state?: UploadState | undefined;
  readonly campaignName?: string | undefined;
  readonly limit: number;
  readonly before?: number | undefined;
}

/** Uploads that match, newest first; `next` is where the next page begins. */
export async function listUploads(
  db: Queries,
  { state, campaignName, limit, before }: UploadFilter,
): Promise<{ rows: UploadRow[]; next: number | undefined }> {
  let query = db.selectFrom('upload').selectAll();
  if (state !== undefined) query = query.where('state', '=', state);
  if (campaignName !== undefined) query = query.where('campaign_name', '=', campaignName);
  if (before !== undefined) query = query.where('seq', '<', before);
  const rows = await query
    .orderBy('seq', 'desc')
    .limit(limit + 1)
    .execute();
  const { page, next } = cutPage(rows, limit);
  return { rows: page, next };
}
