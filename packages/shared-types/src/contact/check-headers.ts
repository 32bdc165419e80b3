import type { Outcome } from '../connector/upload';
import { MAX_COLUMNS } from '../limits';
import type { OutcomeCode } from '../outcome/codes';
import type { ContactRules } from './contact-rules';
import { findKnownColumn, mapHeaders, type HeaderMapping } from './headers';
import { isBlankText, nameUnseen } from './visible-text';

/** The headers of a contact file that may be sent, and where the columns are that the rules read. */
export interface CheckedHeaders {
  readonly verdict: 'accepted';
  /** As they are written for Ozonetel. */
  readonly headers: readonly string[];
  readonly phoneNumber: number;
  /** -1 where the file has no such column. */
  readonly name: number;
  readonly agentId: number;
  readonly skill: number;
}

export interface RefusedHeaders {
  readonly verdict: 'rejected';
  readonly outcome: Outcome;
}

/**
 * Checks the header of a contact file: at most 40 columns, none twice, PhoneNumber there, and AgentId or Skill
 * where the campaign's type demands it (vendor's page, "File validation error").
 * @param source the headers as the file has them
 */
export function checkHeaders(
  source: readonly string[],
  rules: ContactRules,
): CheckedHeaders | RefusedHeaders {
  if (source.length > MAX_COLUMNS) {
    return refused(
      'too_many_columns',
      `The contact file has ${source.length} columns; Ozonetel takes at most ${MAX_COLUMNS}. Remove those that the campaign does not need.`,
    );
  }
  const mapping = mapHeaders(source, rules.columns);
  const { headers } = mapping;
  const columns = {
    phoneNumber: findKnownColumn(headers, 'PhoneNumber'),
    name: findKnownColumn(headers, 'Name'),
    agentId: findKnownColumn(headers, 'AgentId'),
    skill: findKnownColumn(headers, 'Skill'),
  };
  const [doubled] = mapping.doubled;
  if (doubled !== undefined) return refused('duplicate_column', doubledMessage(doubled));
  if (columns.phoneNumber === -1) {
    return refused('phone_number_column_missing', missingMessage('PhoneNumber', mapping));
  }
  if (rules.campaignType === 'agentwise' && columns.agentId === -1) {
    return refused('agent_id_column_missing', missingMessage('AgentId', mapping));
  }
  if (rules.campaignType === 'skillwise' && columns.skill === -1) {
    return refused('skill_column_missing', missingMessage('Skill', mapping));
  }
  return { verdict: 'accepted', headers, ...columns };
}

function doubledMessage(header: string): string {
  return `More than one column would be "${shortened(header)}" for Ozonetel. Rename or remove one of them, or map them apart with "columns".`;
}

function missingMessage(header: string, { headers, missing }: HeaderMapping): string {
  const found = headers.filter((name) => !isBlankText(name)).map(quoted);
  const unmatched =
    missing.length === 0 ? '' : ` "columns" names ${listed(missing)}, which the file does not have.`;
  return `No column is ${header}; the first row has ${found.join(', ') || 'no names'}.${unmatched} Name the column ${header} in the file, or map it with "columns".`;
}

/** Column names that a message lists: "columns" may hold thousands. */
const LISTED_NAMES = 20;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, LISTED_NAMES).map(quoted);
  const more = names.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Where a name has characters that nobody sees, the message shows them by code point. */
function quoted(header: string): string {
  const unseen = nameUnseen(header.trim());
  return `"${shortened(header)}"${unseen === undefined ? '' : ` with ${unseen}`}`;
}

/** A header is the user's text: where the first row is a contact, it must not be told on in full. */
function shortened(header: string): string {
  // The mask looks ahead from each digit: it is put on no more than is shown.
  const masked = header
    .trim()
    .slice(0, 80)
    .replace(/[0-9](?=[^a-z]*[0-9]{2})/gi, '*');
  return masked.length > 40 ? `${masked.slice(0, 39)}…` : masked;
}

function refused(code: OutcomeCode, message: string): RefusedHeaders {
  return { verdict: 'rejected', outcome: { status: 'error', code, message, source: 'check' } };
}
