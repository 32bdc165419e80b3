import DataLoader from 'dataloader';

/** As many as one statement names; a group of sends begins with as many. */
const MAX_KEYS = 64;

/**
 * Looks up what is asked for at the same time with one statement: the sends of a group open their files together. Where
 * that fails, each is looked up alone, so that one that cannot be read takes no other with it.
 * @param read gives the rows of these keys, in any order
 * @returns gives the rows of a key
 */
export function createLoadTogether<Row>(
  read: (keys: readonly string[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): (key: string) => Promise<readonly Row[]> {
  const loader = new DataLoader<string, readonly Row[]>(
    async (keys) => {
      try {
        const rows = Map.groupBy(await read([...new Set(keys)]), keyOf);
        return keys.map((key) => rows.get(key) ?? []);
      } catch (error) {
        if (keys.length === 1) throw error;
        return Promise.all(keys.map((key) => read([key]).catch(toError)));
      }
    },
    { cache: false, maxBatchSize: MAX_KEYS },
  );
  return (key) => loader.load(key);
}

const toError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));
