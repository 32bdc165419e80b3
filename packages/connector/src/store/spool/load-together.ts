import DataLoader from 'dataloader';

/** As many as one statement names; a group of sends begins with as many. */
const MAX_KEYS = 64;

/**
 * Looks up what is asked for at the same time with one statement: the sends of a group open their files together.
 * @param read gives the rows of these keys, in any order
 * @returns gives the rows of a key
 */
export function createLoadTogether<Row>(
  read: (keys: readonly string[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): (key: string) => Promise<readonly Row[]> {
  const loader = new DataLoader<string, readonly Row[]>(
    async (keys) => {
      const rows = Map.groupBy(await read([...new Set(keys)]), keyOf);
      return keys.map((key) => rows.get(key) ?? []);
    },
    { cache: false, maxBatchSize: MAX_KEYS },
  );
  return (key) => loader.load(key);
}
