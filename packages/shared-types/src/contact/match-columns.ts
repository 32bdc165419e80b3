import type { ColumnMatching } from '../connector/column';
import { KNOWN_HEADERS, type KnownHeader } from './known-headers';
import { findCommonTarget } from './common-columns';
import { findKnownColumn, mapHeaders, type HeaderMapping } from './headers';

export interface ColumnMatch extends HeaderMapping {
  /** Columns that have a common name of a known header which the file does not have otherwise. */
  readonly candidates: Readonly<Record<KnownHeader, readonly number[]>>;
  /** Columns that are used as a known header for their common name, and as which. */
  readonly aliases: ReadonlyMap<number, KnownHeader>;
  /** Columns that would be with `aliases`: each the only candidate. */
  readonly suggestions: ReadonlyMap<number, KnownHeader>;
}

/**
 * Matches the columns of a contact file with those that Ozonetel knows. `columns` decides first, then exact names
 * (`mapHeaders`). For what is then missing, the only column with a common name is used with `aliases`, and suggested
 * with `names`. If two columns fit, neither is.
 */
export function matchColumns(
  source: readonly string[],
  columns: Readonly<Record<string, string>> = {},
  columnMatching: ColumnMatching = 'names',
): ColumnMatch {
  const mapping = mapHeaders(source, columns);
  const candidates = findCandidates(mapping);
  const found = new Map(
    KNOWN_HEADERS.flatMap((known) => {
      const [only, ...more] = candidates[known];
      return only === undefined || more.length > 0 ? [] : [[only, known] as const];
    }),
  );
  if (columnMatching === 'names') return { ...mapping, candidates, aliases: new Map(), suggestions: found };
  return {
    ...mapping,
    headers: mapping.headers.map((header, index) => found.get(index) ?? header),
    candidates,
    aliases: found,
    suggestions: new Map(),
  };
}

function findCandidates({ headers, named }: HeaderMapping): Record<KnownHeader, number[]> {
  const candidates: Record<KnownHeader, number[]> = { PhoneNumber: [], Name: [], AgentId: [], Skill: [] };
  headers.forEach((header, index) => {
    const target = named.has(index) ? undefined : findCommonTarget(header);
    if (target !== undefined) candidates[target].push(index);
  });
  for (const known of KNOWN_HEADERS) if (findKnownColumn(headers, known) !== -1) candidates[known] = [];
  return candidates;
}
