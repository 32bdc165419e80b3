import type { Work } from '../../store/unit-of-work';
import type { PartRow } from '../stored-upload';

/**
 * The part of an account that is sent next: a stop first; then the first of the campaign that waited longest
 * for a turn, among those with no open upload. First come, first served within a campaign.
 */
export async function choosePart(work: Work, account: string): Promise<PartRow | undefined> {
  return (await findStop(work, account)) ?? (await findNext(work, account));
}

async function findStop({ db, rows }: Work, account: string): Promise<PartRow | undefined> {
  const [stop] = await rows.run('stop that waits', [account, 'waiting', 'stop', 1], () =>
    db
      .selectFrom('part')
      .selectAll()
      .where('account', '=', account)
      .where('state', '=', 'waiting')
      .where('action', '=', 'stop')
      .orderBy('upload_seq')
      .limit(1),
  );
  return stop;
}

async function findNext({ db, rows }: Work, account: string): Promise<PartRow | undefined> {
  const turns = await rows.run('turns of campaigns', [account, 'waiting', 1], () =>
    db
      .selectFrom('part')
      .select((eb) => [
        'part.campaign_name',
        eb.fn.min('part.upload_seq').as('seq'),
        eb
          .selectFrom('send')
          .select((inner) => inner.fn.max('send.started_at').as('last'))
          .whereRef('send.account', '=', 'part.account')
          .whereRef('send.campaign_name', '=', 'part.campaign_name')
          .as('last_turn'),
      ])
      .where('part.account', '=', account)
      .where('part.state', '=', 'waiting')
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('send')
              .select('send.id')
              .whereRef('send.account', '=', 'part.account')
              .whereRef('send.campaign_name', '=', 'part.campaign_name')
              .where('send.open', '=', 1),
          ),
        ),
      )
      .groupBy(['part.account', 'part.campaign_name']),
  );
  const [first] = turns.sort((a, b) => (a.last_turn ?? 0) - (b.last_turn ?? 0) || a.seq - b.seq);
  if (first === undefined) return undefined;
  const [next] = await rows.run('next of a campaign', [account, first.campaign_name, 'waiting', 1], () =>
    db
      .selectFrom('part')
      .selectAll()
      .where('account', '=', account)
      .where('campaign_name', '=', first.campaign_name)
      .where('state', '=', 'waiting')
      .orderBy('upload_seq')
      .orderBy('number')
      .limit(1),
  );
  return next;
}
