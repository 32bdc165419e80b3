import type { DeliveryAttempt, SubscriptionFailing } from '@ozonetel-bulk-upload/shared-types';
import type { Queries } from '../store/dialect';
import { readAttempts } from './attempts';

/** Deliveries of a subscription that are looked at: its newest ones. */
const NEWEST = 50;

/** Of each of these subscriptions whose last attempt failed: since when its attempts fail, and how. */
export async function findFailing(
  db: Queries,
  subscriptionIds: readonly string[],
): Promise<ReadonlyMap<string, SubscriptionFailing>> {
  const triesOf = new Map<string, DeliveryAttempt[]>(subscriptionIds.map((id) => [id, []]));
  if (subscriptionIds.length > 0) {
    const rows = await db
      .selectFrom('subscription')
      .innerJoin('delivery', (join) =>
        join.onRef('delivery.subscription_id', '=', 'subscription.id').on((eb) =>
          eb(
            'delivery.seq',
            '>=',
            eb.fn.coalesce(
              eb
                .selectFrom('delivery as newer')
                .select('newer.seq')
                .whereRef('newer.subscription_id', '=', 'subscription.id')
                .orderBy('newer.seq', 'desc')
                .offset(NEWEST - 1)
                .limit(1),
              eb.lit(0),
            ),
          ),
        ),
      )
      .select(['subscription.id', 'delivery.attempts_json'])
      .where('subscription.id', 'in', subscriptionIds)
      .execute();
    for (const { id, attempts_json } of rows) triesOf.get(id)?.push(...readAttempts(attempts_json));
  }
  const failing = new Map<string, SubscriptionFailing>();
  for (const [id, tries] of triesOf) {
    const found = describeFailing(tries);
    if (found !== undefined) failing.set(id, found);
  }
  return failing;
}

/** @param tries of several deliveries, in any order */
function describeFailing(tries: readonly DeliveryAttempt[]): SubscriptionFailing | undefined {
  const latestFirst = [...tries].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const success = latestFirst.findIndex(isSuccess);
  const failed = success === -1 ? latestFirst : latestFirst.slice(0, success);
  const [last] = failed;
  const first = failed.at(-1);
  if (last === undefined || first === undefined) return undefined;
  return {
    since: first.at,
    attempts: failed.length,
    ...(last.status === undefined ? {} : { lastStatus: last.status }),
    ...(last.error === undefined ? {} : { lastError: last.error }),
  };
}

function isSuccess({ status = 0, error }: DeliveryAttempt): boolean {
  return error === undefined && status >= 200 && status < 300;
}
