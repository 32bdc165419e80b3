import { sql } from 'kysely';
import type { Campaign, UploadState } from '@ozonetel-bulk-upload/shared-types';
import type { Queries } from '../store/dialect';
import { toIso } from '../store/columns';
import { cutPage } from '../store/page';

interface CampaignFilter {
  readonly username?: string | undefined;
  readonly limit: number;
  readonly before?: number | undefined;
}

interface CampaignRow {
  readonly seq: number;
  readonly username: string;
  readonly campaign_name: string;
  readonly state: UploadState;
  readonly updated_at: number;
}

/**
 * The campaigns that uploads have named, the one that was used last first; `next` is where the next page begins. Each
 * is one step in the index `upload_by_user`, however many uploads it has.
 */
export async function listCampaigns(
  db: Queries,
  { username, limit, before = Number.MAX_SAFE_INTEGER }: CampaignFilter,
): Promise<{ items: Campaign[]; next: number | undefined }> {
  const ofUser = username === undefined ? sql`1 = 1` : sql`username = ${username}`;
  // Two steps, as SQLite would take of `(username, campaign_name) < (…)` only the user to the index.
  const { rows } = await sql<CampaignRow>`
    with recursive newest (seq) as (
      select (
        select seq from upload where ${ofUser} order by username desc, campaign_name desc, seq desc limit 1
      )
      union all
      select coalesce(
        (
          select seq from upload
          where username = last.username and campaign_name < last.campaign_name
          order by campaign_name desc, seq desc limit 1
        ),
        (
          select seq from upload
          where ${ofUser} and username < last.username
          order by username desc, campaign_name desc, seq desc limit 1
        )
      )
      from newest join upload as last on last.seq = newest.seq
    )
    select upload.seq, username, campaign_name, state, updated_at
    from newest join upload on upload.seq = newest.seq
    where upload.seq < ${before}
    order by upload.seq desc
    limit ${limit + 1}`.execute(db);
  const { page, next } = cutPage(rows, limit);
  return {
    items: page.map(({ username: user, campaign_name, state, updated_at }) => ({
      username: user,
      campaignName: campaign_name,
      lastState: state,
      lastAt: toIso(updated_at),
    })),
    next,
  };
}
