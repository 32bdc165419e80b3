import type { RowProblem } from '@ozonetel-bulk-upload/shared-types';
import { findKnownColumn, matchColumns } from '@ozonetel-bulk-upload/shared-types';
import type { INodeExecutionData } from 'n8n-workflow';
import { inLabels } from '../../shared/labels';
import { countRejectedFields } from '../contacts/rejected-fields';

/** Rows that a message lists. */
const LISTED = 10;

/** Characters of a name that are enough to find it. */
const NAME_CHARACTERS = 40;

/** One line for each row: where it is, whose it is, and all that is wrong with it. */
export function listProblems(
  problems: readonly RowProblem[],
  rows: number,
  { names, areItems }: { readonly names: ReadonlyMap<number, string>; readonly areItems: boolean },
): string[] {
  const byRow = new Map<number, RowProblem[]>();
  for (const problem of problems) byRow.set(problem.row, [...(byRow.get(problem.row) ?? []), problem]);
  const listed = [...byRow].slice(0, LISTED).map(([row, ofRow]) => {
    const line = ofRow[0]?.line;
    const place = areItems ? `Item ${row}` : line === undefined ? `Row ${row}` : `Line ${line}`;
    const name = names.get(row);
    const reasons = ofRow.map(({ message }) => inLabels(message)).join(' ');
    return `${place}${name === undefined ? '' : ` (${name})`}: ${reasons}`;
  });
  return rows > listed.length ? [...listed, `… and ${rows - listed.length} more.`] : listed;
}

/** Row → the name of its contact, as far as the contacts that were left out have one. */
export function namesOf(leftOut: readonly INodeExecutionData[]): Map<number, string> {
  return new Map(
    leftOut.slice(0, LISTED).flatMap(({ json }) => {
      const fields = Object.entries(json);
      const own = fields.slice(countRejectedFields(fields));
      const { headers } = matchColumns(
        own.map(([header]) => header),
        {},
        'aliases',
      );
      const cell = own[findKnownColumn(headers, 'Name')]?.[1];
      const name = typeof cell === 'string' ? shorten(cell) : '';
      return name === '' ? [] : [[Number(fields[0]?.[1]), name] as const];
    }),
  );
}

/** A number in the column of names may be a phone number: no message shows it. */
function shorten(name: string): string {
  const text = name.replace(/\s+/g, ' ').trim();
  if (/\d{4}/.test(text.replace(/[^\p{L}\d]/gu, ''))) return '';
  return text.length > NAME_CHARACTERS ? `${text.slice(0, NAME_CHARACTERS - 1)}…` : text;
}
