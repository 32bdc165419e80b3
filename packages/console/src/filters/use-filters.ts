import { useSearchParams } from 'wouter';

export type Filters<Name extends string> = Readonly<Partial<Record<Name, string>>>;

/**
 * Filters of a list, kept in the query of the page's address: a reload, a bookmark and the button Back keep them.
 * @returns the filters that are set, and a function that sets one, or removes it where the value is empty
 */
export function useFilters<Name extends string>(
  names: readonly Name[],
): [Filters<Name>, (name: Name, value: string) => void, () => void] {
  const [query, setQuery] = useSearchParams();
  const filters: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = query.get(name);
    if (value !== null && value !== '') filters[name] = value;
  }
  const setFilter = (name: Name, value: string) => {
    setQuery(
      (previous) => {
        const next = new URLSearchParams(previous);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  };
  const clear = () => setQuery({}, { replace: true });
  return [filters, setFilter, clear];
}
