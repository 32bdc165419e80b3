import { useEffect, useState } from 'react';
import { useSearchParams } from 'wouter';
import { looksLikePhoneNumber } from './looks-like-phone-number';

export type Filters<Name extends string> = Readonly<Partial<Record<Name, string>>>;

/**
 * Filters of a list, kept in the query of the page's address: a reload, a bookmark and the button Back keep them.
 * @returns the filters that are set, a function that sets one, or removes it if the value is empty, one that removes
 * all, and whether the address had a phone number, which is taken out of it and never asked for
 */
export function useFilters<Name extends string>(
  names: readonly Name[],
): [Filters<Name>, (name: Name, value: string) => void, () => void, boolean] {
  const [query, setQuery] = useSearchParams();
  const filters: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = query.get(name);
    if (value !== null && value !== '' && !isPhoneNumber(value)) filters[name] = value;
  }
  const hasPhoneNumber = names.some((name) => isPhoneNumber(query.get(name) ?? ''));
  const [isDropped, setDropped] = useState(false);
  useEffect(() => {
    if (!hasPhoneNumber) return;
    setDropped(true);
    setQuery((previous) => new URLSearchParams([...previous].filter(([, value]) => !isPhoneNumber(value))), {
      replace: true,
    });
  }, [hasPhoneNumber, setQuery]);
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
  return [filters, setFilter, clear, isDropped];
}

/** A day has as many digits. */
function isPhoneNumber(value: string): boolean {
  return !/^\d{4}-\d{2}-\d{2}$/.test(value) && looksLikePhoneNumber(value);
}
