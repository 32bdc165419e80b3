import type { Queries } from './dialect';

/** Counted of each state at most: what is stored beyond costs nothing. */
const MAX_COUNTED = 10_000;
const REFRESH_INTERVAL_MS = 5_000;

/**
 * Counts the rows of a table by state, up to 10,000 of each. A count is made at most every five seconds, one at a
 * time; meanwhile, and while the database is away, the last one is returned.
 * @returns a function that waits for nothing but the first count
 */
export function createCountByState(
  db: Queries,
  table: 'upload' | 'delivery',
  states: readonly string[],
): () => Promise<ReadonlyMap<string, number>> {
  let counts: ReadonlyMap<string, number> | undefined;
  let countedAt = -Infinity;
  let counting: Promise<void> | undefined;
  const refresh = async (): Promise<void> => {
    const found = new Map<string, number>();
    try {
      for (const state of states) found.set(state, await countUpTo(db, table, state));
      counts = found;
    } catch {
      // The database is away, which /readyz says: the last counts stay.
    }
    countedAt = performance.now();
    counting = undefined;
  };
  return async () => {
    if (performance.now() - countedAt >= REFRESH_INTERVAL_MS) counting ??= refresh();
    if (counts === undefined) await counting;
    return counts ?? new Map<string, number>();
  };
}

async function countUpTo(db: Queries, table: 'upload' | 'delivery', state: string): Promise<number> {
  const { count } = await db
    .selectFrom((eb) =>
      eb
        .selectFrom(table)
        .select('state')
        .where('state', '=', state as never)
        .limit(MAX_COUNTED)
        .as('some'),
    )
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}
