import { KNOWN_HEADERS, type KnownHeader } from './known-headers';
import { isBlankText, withoutUnseen } from './visible-text';

export interface HeaderMapping {
  /** What is written for Ozonetel, in the order of the file. */
  readonly headers: readonly string[];
  /** Columns that `columns` gives a name. */
  readonly named: ReadonlySet<number>;
  /** Columns of the file that `columns` names and the file does not have. */
  readonly missing: readonly string[];
  /** Targets that more than one column of the file would become. */
  readonly doubled: readonly string[];
}

/**
 * Maps the headers of a contact file to those for Ozonetel: `columns` decides first; what it does not name and
 * equals a known header apart from case, spaces, `_` and characters that nobody sees is written as the page spells it;
 * all else is unchanged, but for byte order marks.
 */
export function mapHeaders(
  source: readonly string[],
  columns: Readonly<Record<string, string>> = {},
): HeaderMapping {
  const findSources = createFinder(source);
  const { targets, missing } = targetsOf(columns, findSources);
  const headers = source.map(
    (header, index) => targets.get(index) ?? knownHeader(header) ?? withoutMarks(header),
  );
  return {
    headers,
    named: new Set(targets.keys()),
    missing,
    doubled: repeated(headers.filter((header) => !isBlankText(header))),
  };
}

/** Each that is there more than once, in the order of the second ones. A header may have 16,384 names. */
function repeated(names: readonly string[]): string[] {
  const seen = new Set<string>();
  const again = new Set<string>();
  for (const name of names) (seen.has(name) ? again : seen).add(name);
  return [...again];
}

/** The index of a known header among mapped ones, whatever case a target in `columns` chose; -1 if none. */
export function findKnownColumn(headers: readonly string[], known: KnownHeader): number {
  const exact = headers.indexOf(known);
  return exact === -1 ? headers.findIndex((header) => fold(header) === fold(known)) : exact;
}

interface Sources {
  readonly indexes: readonly number[];
  /** Whether the names are equal letter by letter. */
  readonly isExact: boolean;
}
type FindSources = (name: string) => Sources;

function targetsOf(
  columns: Readonly<Record<string, string>>,
  findSources: FindSources,
): { targets: Map<number, string>; missing: string[] } {
  const loose = new Map<number, string>();
  const exact = new Map<number, string>();
  const missing: string[] = [];
  for (const [name, target] of Object.entries(columns)) {
    const { indexes, isExact } = findSources(name);
    if (indexes.length === 0) missing.push(name);
    for (const index of indexes) (isExact ? exact : loose).set(index, target.trim());
  }
  return { targets: new Map([...loose, ...exact]), missing };
}

/**
 * Finds the columns of a name, letter by letter; if there is none, apart from case, spaces and `_`. Headers are
 * looked at once, as `columns` may name thousands.
 */
function createFinder(source: readonly string[]): FindSources {
  const exact = indexBy(source, (header) => header.trim());
  const folded = indexBy(source, fold);
  return (name) => {
    const indexes = exact.get(name.trim());
    return indexes === undefined
      ? { indexes: folded.get(fold(name)) ?? [], isExact: false }
      : { indexes, isExact: true };
  };
}

function indexBy(source: readonly string[], key: (header: string) => string): Map<string, number[]> {
  const indexes = new Map<string, number[]>();
  source.forEach((header, index) => {
    const found = indexes.get(key(header)) ?? [];
    found.push(index);
    indexes.set(key(header), found);
  });
  return indexes;
}

function knownHeader(header: string): KnownHeader | undefined {
  const folded = fold(header);
  return KNOWN_HEADERS.find((known) => fold(known) === folded);
}

function fold(header: string): string {
  return withoutUnseen(withoutMarks(header)).toLowerCase().replaceAll('_', '');
}

/** As it is, and as its bytes look to a program that takes them for Windows-1252. */
const MARKS = /\uFEFF|\u00EF\u00BB\u00BF/g;

/** A mark that an export put before its first cell, quoted or not, is no part of that name. */
export function withoutMarks(header: string): string {
  return header.replace(MARKS, '');
}
