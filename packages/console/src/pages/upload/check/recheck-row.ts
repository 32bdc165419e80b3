import {
  checkHeaders,
  contactRowOf,
  createRowCheck,
  type ContactRules,
} from '@ozonetel-bulk-upload/shared-types';
import type { Draft } from '../draft/draft';

/** Checks a row at once, by the connector's own rules. */
export type RecheckRow = (cells: readonly string[], row: number, line: number) => readonly string[];

/**
 * Prepares the rules for the draft's columns. What needs the whole file, a repeated phone number, only the connector
 * finds.
 * @returns undefined if the header is refused
 */
export function createRecheck(draft: Draft): RecheckRow | undefined {
  const rules: ContactRules = {
    columns: draft.columns,
    columnMatching: 'aliases',
    ...(draft.campaignType === 'none' ? {} : { campaignType: draft.campaignType }),
    agentIds: [],
    skills: [],
    invalidRows: 'drop',
    duplicates: 'keep',
    split: draft.splits,
    rowsWiderThanHeader: 'drop',
  };
  const headers = checkHeaders(draft.headers, rules);
  if (headers.verdict === 'rejected') return undefined;
  const check = createRowCheck(headers, rules);
  return (cells, row, line) => check(contactRowOf(cells, line), row).map(({ message }) => message);
}
