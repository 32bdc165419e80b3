import type { Column, ColumnFault } from '../connector/column';
import type { Notice } from '../connector/notice';
import type { Outcome } from '../connector/upload';
import { MAX_COLUMNS } from '../limits';
import type { OutcomeCode } from '../outcome/codes';
import { columnFaultMessage, describeMissing, findDoubledColumn, shownName } from './column-fault';
import type { ContactRules } from './contact-rules';
import { findKnownColumn } from './headers';
import { matchColumns, type ColumnMatch } from './match-columns';
import { beginningOf } from './visible-text';

/** The headers of a contact file that may be sent, and where the columns are that the rules read. */
export interface CheckedHeaders {
  readonly verdict: 'accepted';
  /** As they are written for Ozonetel. */
  readonly headers: readonly string[];
  readonly columns: readonly Column[];
  /** Columns that were used for their common names. */
  readonly notices: readonly Notice[];
  readonly phoneNumber: number;
  /** -1 if the file does not have the column. */
  readonly name: number;
  readonly agentId: number;
  readonly skill: number;
}

export interface RefusedHeaders {
  readonly verdict: 'rejected';
  readonly outcome: Outcome;
  /** The first 100. */
  readonly columns: readonly Column[];
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
  const match = matchColumns(source, rules.columns, rules.columnMatching);
  const { headers } = match;
  const columns = listColumns(source, match);
  const known = {
    phoneNumber: findKnownColumn(headers, 'PhoneNumber'),
    name: findKnownColumn(headers, 'Name'),
    agentId: findKnownColumn(headers, 'AgentId'),
    skill: findKnownColumn(headers, 'Skill'),
  };
  const outcome = tooManyColumns(source.length) ?? refusalOfColumns(source, match, known, rules);
  if (outcome !== undefined) return { verdict: 'rejected', outcome, columns };
  return { verdict: 'accepted', headers, columns, notices: noticeAliases(source, match), ...known };
}

/** The outcome of a file that has nothing to see in it. */
export function emptyFileOutcome(): Outcome {
  const message = 'The contact file is empty: it has neither a header nor contacts.';
  return { status: 'error', code: 'file_empty', message, source: 'check' };
}

type KnownColumns = Pick<CheckedHeaders, 'phoneNumber' | 'name' | 'agentId' | 'skill'>;

function refusalOfColumns(
  source: readonly string[],
  match: ColumnMatch,
  { phoneNumber, agentId, skill }: KnownColumns,
  { campaignType }: ContactRules,
): Outcome | undefined {
  const doubled = findDoubledColumn(source, match);
  if (doubled !== undefined) return refused('duplicate_column', doubled);
  if (phoneNumber === -1) {
    return refused('phone_number_column_missing', describeMissing('PhoneNumber', source, match));
  }
  if (campaignType === 'agentwise' && agentId === -1) {
    return refused('agent_id_column_missing', describeMissing('AgentId', source, match));
  }
  if (campaignType === 'skillwise' && skill === -1) {
    return refused('skill_column_missing', describeMissing('Skill', source, match));
  }
  return undefined;
}

function tooManyColumns(count: number): Outcome | undefined {
  if (count <= MAX_COLUMNS) return undefined;
  const message = `The contact file has ${count} columns; Ozonetel takes at most ${MAX_COLUMNS}. Remove those that the campaign does not need.`;
  return { status: 'error', code: 'too_many_columns', message, source: 'check' };
}

function refused(code: OutcomeCode, columnFault: ColumnFault): Outcome {
  return { status: 'error', code, message: columnFaultMessage(columnFault), source: 'check', columnFault };
}

/** Columns that are listed of a header that has too many, and characters of each name: the longest that `columns` takes. */
const LISTED_COLUMNS = 100;
const LISTED_CHARACTERS = 1000;

function listColumns(source: readonly string[], { headers, suggestions }: ColumnMatch): Column[] {
  return source.slice(0, LISTED_COLUMNS).map((header, index) => {
    const suggestion = suggestions.get(index);
    return {
      source: beginningOf(header, LISTED_CHARACTERS),
      target: beginningOf(headers[index] ?? header, LISTED_CHARACTERS),
      ...(suggestion === undefined ? {} : { suggestion }),
    };
  });
}

function noticeAliases(source: readonly string[], { aliases }: ColumnMatch): Notice[] {
  return [...aliases].map(([index, target]) => ({
    code: 'column_alias_used',
    message: `${shownName(source[index] ?? '')} was used as ${target}.`,
  }));
}
