import { mayBeTitle, type ColumnFault } from '@ozonetel-bulk-upload/shared-types';
import type { AdviceContext } from './advice-context';
import { inOptions } from './in-words';
import { COLUMN_LABELS } from './labels';

type Missing = Extract<ColumnFault, { kind: 'missing' }>;

/** Column names that a message lists. */
const LISTED = 20;

/** Why a header is refused, in the words of the nodes. */
export function describeColumnFault(
  fault: ColumnFault,
  adviceContext: AdviceContext | undefined,
): { readonly message: string; readonly advice: string } {
  const isMapped = adviceContext?.isMapped ?? false;
  if (isNothingGiven(fault, adviceContext)) return { message: '', advice: CONNECT_CONTACTS };
  if (fault.kind === 'doubled') {
    return {
      message: `${listed(fault.sources)} would all be ${fault.column}.`,
      advice: isMapped
        ? 'Give each of them a name of its own.'
        : inOptions('Under Rename Columns, give all but one of them another name.', adviceContext),
    };
  }
  return {
    message: messageOf(fault, isMapped),
    advice: isMapped ? inMapper(fault) : inOptions(adviceOf(fault), adviceContext),
  };
}

const CONNECT_CONTACTS = 'Connect a node that gives them, one item for each contact.';

/** Whether no item has a field at all. */
export function isNothingGiven(fault: ColumnFault | undefined, adviceContext?: AdviceContext): boolean {
  const isOfItems = adviceContext?.areItems === true && !adviceContext.isMapped;
  return isOfItems && fault?.kind === 'missing' && fault.found.length === 0;
}

function messageOf({ found, unmatched }: Missing, isMapped: boolean): string {
  const names = found.length === 0 ? 'No column has a name.' : `Found: ${listed(found)}.`;
  return unmatched.length === 0 || isMapped
    ? names
    : `${names} Rename Columns names ${listed(unmatched)}: not among them.`;
}

function adviceOf({ column, found, candidates }: Missing): string {
  const [first, ...more] = candidates;
  if (first === undefined) {
    const title = mayBeTitle(found) ? ' If the file has lines above its header, delete them.' : '';
    return `Under Rename Columns, map one of them to ${column}.${title}`;
  }
  if (more.length === 0) return `Under Rename Columns, map ${first} to ${column}.`;
  return `${candidates.join(' and ')} could each be it: under Rename Columns, map the right one to ${column}.`;
}

function inMapper({ column }: Missing): string {
  return `Under Values to Send, fill in ${COLUMN_LABELS[column]}.`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, LISTED).join(', ');
  return names.length > LISTED ? `${shown} and ${names.length - LISTED} more` : shown;
}
