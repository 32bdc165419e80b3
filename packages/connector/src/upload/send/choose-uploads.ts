import { sql } from 'kysely';
import { rowsOf, WAITING, YES } from '../../store/columns';
import type { Work } from '../../store/unit-of-work';

interface Choice {
  readonly account: string;
  /** Null where nothing of the account may be sent. */
  readonly upload_id: string | null;
}

/** Before every time of a campaign. */
const TIME_OF_STOPS = 0;

/**
 * The uploads whose waiting parts the accounts send next, by account; an upload has one part that waits. A stop comes
 * first; then the first of the campaign that has waited longest, among those with no open upload. It waits since its last
 * turn or, if it had none, since its first upload was accepted: so no number of new campaigns keeps an old one waiting
 * for ever. First come, first served within a campaign.
 */
export async function chooseUploads(
  { rows }: Work,
  accounts: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const chosen = await rows.run(
    'next uploads',
    accounts,
    () => sql<Choice>`
      with asked (account) as (values ${rowsOf(accounts.map((account) => [account]))})
      select account, (
        select upload_id from part
        where part.account = asked.account and state = ${WAITING} and (
          action = ${sql.lit('stop')} or not exists (
            select send.id from send
            where send.account = part.account and send.campaign_name = part.campaign_name and send.open = ${YES}
          )
        )
        order by
          case when action = ${sql.lit('stop')} then ${sql.lit(TIME_OF_STOPS)} else coalesce(
            (select max(started_at) from send
              where send.account = part.account and send.campaign_name = part.campaign_name),
            (select created_at from upload where upload.id = part.upload_id)
          ) end,
          upload_seq, number
        limit 1
      ) as upload_id from asked`,
  );
  return new Map(
    chosen.flatMap(({ account, upload_id: id }) => (id === null ? [] : [[account, id] as const])),
  );
}
