import type { ColumnFault } from '../connector/column';
import type { KnownHeader } from './known-headers';
import type { ColumnMatch } from './match-columns';
import { beginningOf, isBlankText, nameUnseen } from './visible-text';

type Missing = Extract<ColumnFault, { kind: 'missing' }>;
type Doubled = Extract<ColumnFault, { kind: 'doubled' }>;

/** Column names that a message lists: `columns` may hold thousands. */
const LISTED_NAMES = 20;

/** Characters of a name that a message shows. */
const CUT_CHARACTERS = 40;

/** What is known about a column that the file does not have. */
export function describeMissing(
  column: KnownHeader,
  source: readonly string[],
  { candidates, missing }: ColumnMatch,
): Missing {
  return {
    kind: 'missing',
    column,
    found: source.filter((name) => !isBlankText(name)).map(shownName),
    candidates: candidates[column].map((index) => shownName(source[index] ?? '')),
    unmatched: missing.slice(0, LISTED_NAMES).map(shownName),
    unmatchedCount: missing.length,
  };
}

/** The first target that several columns would become, and which those are; undefined if there is none. */
export function findDoubledColumn(
  source: readonly string[],
  { headers, doubled: [target] }: ColumnMatch,
): Doubled | undefined {
  if (target === undefined) return undefined;
  const sources = source.filter((_, index) => headers[index] === target).map(shownName);
  return { kind: 'doubled', column: shownName(target), sources };
}

/** The fault in the words of the connector's API. */
export function columnFaultMessage(fault: ColumnFault): string {
  return fault.kind === 'missing' ? missingMessage(fault) : doubledMessage(fault);
}

function doubledMessage({ column }: Doubled): string {
  return `More than one column would be "${column}" for Ozonetel. Rename or remove one of them, or map them apart with "columns".`;
}

function missingMessage(fault: Missing): string {
  const { column, found, unmatched, unmatchedCount } = fault;
  const names = found.map(quoteColumn).join(', ') || 'no names';
  const more = unmatchedCount - unmatched.length;
  const notThere =
    unmatchedCount === 0
      ? ''
      : ` "columns" names ${unmatched.map(quoteColumn).join(', ')}${more > 0 ? ` and ${more} more` : ''}, which the file does not have.`;
  return `No column is ${column}; the first row has ${names}.${notThere} ${adviceOf(fault)}`;
}

/** Whether what was taken for the header may be the title that reports have above their table, in a cell of its own. */
export function mayBeTitle(found: readonly string[]): boolean {
  return found.length === 1;
}

function adviceOf({ column, found, candidates }: Missing): string {
  const [first, ...more] = candidates;
  if (first === undefined) {
    const title = mayBeTitle(found) ? ' If there are lines above the header, delete them.' : '';
    return `Name the column ${column} in the file, or map it with "columns".${title}`;
  }
  // A name that is not shown in full would not be found.
  const mapping = isShownInFull(first) ? `"columns": ${JSON.stringify({ [first]: column })}` : '"columns"';
  if (more.length > 0) {
    return `${candidates.map(quoteColumn).join(' and ')} have common names for it: map the right one, such as with ${mapping}.`;
  }
  return `${quoteColumn(first)} is a common name for it: map it with ${mapping}, or set "columnMatching" to "aliases".`;
}

/** A name in quotes; characters in it that nobody sees are named by code point. */
function quoteColumn(name: string): string {
  const unseen = nameUnseen(name);
  return `"${name}"${unseen === undefined ? '' : ` with ${unseen}`}`;
}

/** A star or three dots may be the user's own, as in `Mobile*`. */
function isShownInFull(shown: string): boolean {
  const isCut = shown.endsWith('…') && shown.length >= CUT_CHARACTERS - 1;
  return !isCut && !/\*[^a-z]*[0-9]{2}/i.test(shown);
}

/** A name as messages show it: where the first row is a contact, its number must not be shown in full. */
export function shownName(header: string): string {
  // The mask looks ahead from each digit: it is put on no more than is shown.
  const masked = beginningOf(header.trim(), 2 * CUT_CHARACTERS).replace(/[0-9](?=[^a-z]*[0-9]{2})/gi, '*');
  return masked.length > CUT_CHARACTERS ? `${beginningOf(masked, CUT_CHARACTERS - 1)}…` : masked;
}
