import {
  checkHeaders,
  ContactCheck,
  type ContactRow,
  type ContactRules,
  type Column,
  type Counts,
  type Notice,
  type Outcome,
  type RowProblem,
} from '@ozonetel-bulk-upload/shared-types';

/** A contact that is not sent. `row` 1 is the first. */
export interface LeftOutContact {
  readonly row: number;
  readonly problems: readonly RowProblem[];
}

/** What all rules say of contacts, wherever they come from. */
export interface CheckedContacts {
  /** Why nothing may be sent; undefined if the valid contacts may be. */
  readonly outcome?: Outcome;
  /** As they are written for Ozonetel. */
  readonly headers: readonly string[];
  readonly columns: readonly Column[];
  readonly notices: readonly Notice[];
  readonly counts: Counts;
  /** The first 100. */
  readonly problems: readonly RowProblem[];
  /** Every one, in order. */
  readonly leftOut: readonly LeftOutContact[];
}

/** Checks contacts by the rules of the vendor's page. Rows may be one object that changes from row to row. */
export function checkContacts(
  headers: readonly string[],
  rows: Iterable<ContactRow>,
  rules: ContactRules,
): CheckedContacts {
  const columns = checkHeaders(headers, rules);
  if (columns.verdict === 'rejected') {
    return { ...NOTHING, outcome: columns.outcome, headers, columns: columns.columns };
  }
  const check = new ContactCheck(columns, rules);
  const leftOut: LeftOutContact[] = [];
  let number = 0;
  for (const row of rows) {
    number += 1;
    const { kind, problems } = check.add(row);
    if (kind !== 'valid') leftOut.push({ row: number, problems });
  }
  const outcome = check.conclude();
  return {
    ...(outcome === undefined ? {} : { outcome }),
    headers: columns.headers,
    columns: columns.columns,
    notices: check.notices,
    counts: check.counts,
    problems: check.problems,
    leftOut,
  };
}

/** Of contacts that were not looked at. */
export const NOTHING: CheckedContacts = {
  headers: [],
  columns: [],
  notices: [],
  counts: { rows: 0, valid: 0, invalid: 0, duplicates: 0, hidden: 0, sent: 0 },
  problems: [],
  leftOut: [],
};
