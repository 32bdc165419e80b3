/** Headers that the vendor's page names, spelled as it spells them. */
export const KNOWN_HEADERS = ['PhoneNumber', 'Name', 'AgentId', 'Skill'] as const;
export type KnownHeader = (typeof KNOWN_HEADERS)[number];

export interface HeaderMapping {
  /** What is written for Ozonetel, in the order of the file. */
  readonly headers: readonly string[];
  /** Columns of the file that `columns` names and the file does not have. */
  readonly missing: readonly string[];
  /** Targets that more than one column of the file would become. */
  readonly doubled: readonly string[];
}

/**
 * Maps the headers of a contact file to those for Ozonetel: `columns` decides first; what it does not name and
 * equals a known header apart from case, spaces and `_` is written as the page spells it; all else is unchanged.
 */
export function mapHeaders(
  source: readonly string[],
  columns: Readonly<Record<string, string>> = {},
): HeaderMapping {
  const headers = source.map((header) => renamed(header, columns) ?? knownHeader(header) ?? header);
  const named = headers.filter((header) => header.trim() !== '');
  return {
    headers,
    missing: Object.keys(columns).filter((name) => !source.some((header) => header.trim() === name.trim())),
    doubled: [...new Set(named.filter((header, index) => named.indexOf(header) !== index))],
  };
}

function renamed(header: string, columns: Readonly<Record<string, string>>): string | undefined {
  const entry = Object.entries(columns).find(([from]) => from.trim() === header.trim());
  return entry?.[1];
}

function knownHeader(header: string): KnownHeader | undefined {
  const folded = fold(header);
  return KNOWN_HEADERS.find((known) => fold(known) === folded);
}

function fold(header: string): string {
  return header.toLowerCase().replace(/[\s_]/g, '');
}
