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
  const targets = targetsOf(source, columns);
  const headers = source.map((header, index) => targets.get(index) ?? knownHeader(header) ?? header);
  const named = headers.filter((header) => header.trim() !== '');
  return {
    headers,
    missing: Object.keys(columns).filter((name) => findSources(source, name).length === 0),
    doubled: [...new Set(named.filter((header, index) => named.indexOf(header) !== index))],
  };
}

/** The index of a known header among mapped ones, whatever case a target in `columns` chose; -1 if none. */
export function findKnownColumn(headers: readonly string[], known: KnownHeader): number {
  const exact = headers.indexOf(known);
  return exact === -1 ? headers.findIndex((header) => fold(header) === fold(known)) : exact;
}

function targetsOf(
  source: readonly string[],
  columns: Readonly<Record<string, string>>,
): Map<number, string> {
  const loose = new Map<number, string>();
  const exact = new Map<number, string>();
  for (const [name, target] of Object.entries(columns)) {
    for (const index of findSources(source, name)) {
      (source[index]?.trim() === name.trim() ? exact : loose).set(index, target.trim());
    }
  }
  return new Map([...loose, ...exact]);
}

/** The columns of that name, letter by letter; if there is none, apart from case, spaces and `_`. */
function findSources(source: readonly string[], name: string): number[] {
  const exact = indexesOf(source, (header) => header.trim() === name.trim());
  return exact.length > 0 ? exact : indexesOf(source, (header) => fold(header) === fold(name));
}

function indexesOf(source: readonly string[], isWanted: (header: string) => boolean): number[] {
  return source.flatMap((header, index) => (isWanted(header) ? [index] : []));
}

function knownHeader(header: string): KnownHeader | undefined {
  const folded = fold(header);
  return KNOWN_HEADERS.find((known) => fold(known) === folded);
}

function fold(header: string): string {
  return header.toLowerCase().replace(/[\s_]/g, '');
}
