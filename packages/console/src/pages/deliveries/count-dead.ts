import { api, call, type Schema } from '../../api/call';

/** Which dead deliveries: those made from `since` to before `until`, both ISO 8601 in UTC. */
export interface DeadFilter {
  readonly subscriptionId?: string;
  readonly since?: string;
  readonly until?: string;
}

const PAGE_ROWS = 200;
/** Pages that are read for a count. */
const MAX_PAGES = 10;

/**
 * Counts dead deliveries that can be made again, as far as some pages of the list tell.
 * @param active ids of the subscriptions that have not ended
 * @throws ApiProblem
 */
export async function countDead(
  { subscriptionId, since = '', until }: DeadFilter,
  active: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<{ count: number; isMore: boolean }> {
  let count = 0;
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { items, nextCursor } = await listDead(subscriptionId, cursor, signal);
    // Times in one format and zone are in the order of their texts.
    count += items.filter(
      ({ createdAt, subscriptionId: receiver }) =>
        createdAt >= since &&
        (until === undefined || createdAt < until) &&
        (receiver === undefined || active.has(receiver)),
    ).length;
    // The newest come first.
    const isOver = items.some(({ createdAt }) => createdAt < since);
    if (nextCursor === null || isOver) return { count, isMore: false };
    cursor = nextCursor;
  }
  return { count, isMore: true };
}

function listDead(
  subscriptionId: string | undefined,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Schema<'DeliveryList'>> {
  const query = {
    state: 'dead' as const,
    limit: PAGE_ROWS,
    ...(subscriptionId === undefined ? {} : { subscriptionId }),
    ...(cursor === undefined ? {} : { cursor }),
  };
  return call(() => api.GET('/v1/deliveries', { signal, params: { query } }));
}
