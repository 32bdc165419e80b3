import { sql } from 'kysely';
import { WAITING, YES } from '../../store/columns';
import type { Work } from '../../store/unit-of-work';
import type { PartRow } from '../stored-upload';

/** Before every time of a campaign. */
const TIME_OF_STOPS = 0;

/**
 * The part of an account that is sent next: a stop first; then the first of the campaign that has waited longest, among
 * those with no open upload. It waits since its last turn or, if it had none, since its first upload was accepted: so no
 * number of new campaigns keeps an old one waiting for ever. First come, first served within a campaign.
 */
export async function choosePart({ db, rows }: Work, account: string): Promise<PartRow | undefined> {
  const [next] = await rows.run('next part', [account], () =>
    db
      .selectFrom('part')
      .selectAll()
      .where('account', 'in', [account])
      .where('state', '=', WAITING)
      .where((eb) =>
        eb.or([
          eb('action', '=', sql.lit('stop' as const)),
          eb.not(
            eb.exists(
              eb
                .selectFrom('send')
                .select('send.id')
                .whereRef('send.account', '=', 'part.account')
                .whereRef('send.campaign_name', '=', 'part.campaign_name')
                .where('send.open', '=', YES),
            ),
          ),
        ]),
      )
      .orderBy(
        sql`case when action = 'stop' then ${sql.lit(TIME_OF_STOPS)} else coalesce(
          (select max(started_at) from send
            where send.account = part.account and send.campaign_name = part.campaign_name),
          (select created_at from upload where upload.id = part.upload_id)
        ) end`,
      )
      .orderBy('upload_seq')
      .orderBy('number')
      .limit(sql.lit(1)),
  );
  return next;
}
