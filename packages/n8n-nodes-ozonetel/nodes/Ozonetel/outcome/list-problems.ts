import type { RowProblem } from '@ozonetel-bulk-upload/shared-types';
import { findKnownColumn, matchColumns } from '@ozonetel-bulk-upload/shared-types';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { AdviceContext } from '../../shared/advice-context';
import { inWords } from '../../shared/in-words';
import { SHEET_ROW } from '../contacts/collect-contacts';
import { countRejectedFields } from '../contacts/rejected-fields';

/** Rows that a message lists. */
const LISTED = 10;

/** Characters of a name that are enough to find it. */
const NAME_CHARACTERS = 40;

/** The problems of rows that cannot be sent; a repeated contact is left out without being wrong. */
export function ofInvalidRows(problems: readonly RowProblem[]): RowProblem[] {
  return problems.filter(({ code }) => code !== 'duplicate_phone_number');
}

/** One line for each row: where it is, whose it is, and all that is wrong with it. */
export function listProblems(
  problems: readonly RowProblem[],
  rows: number,
  leftOut: readonly INodeExecutionData[],
  adviceContext: AdviceContext | undefined,
): string[] {
  const byRow = new Map<number, RowProblem[]>();
  for (const problem of problems) byRow.set(problem.row, [...(byRow.get(problem.row) ?? []), problem]);
  const shown = [...byRow].slice(0, LISTED);
  const names = namesOf(leftOut, new Set(shown.map(([row]) => row)));
  const sheetRows = new Map(leftOut.map(({ json }) => [firstOf(json), json[SHEET_ROW]]));
  const listed = shown.map(([row, ofRow]) => {
    const line = ofRow[0]?.line;
    const sheetRow = sheetRows.get(row);
    const item = typeof sheetRow === 'number' ? `Row ${sheetRow}` : `Item ${row}`;
    const place =
      adviceContext?.areItems === true ? item : line === undefined ? `Row ${row}` : `Line ${line}`;
    const name = names.get(row);
    const reasons = ofRow.map(({ message }) => inWords(message, adviceContext)).join(' ');
    return `${place}${name === undefined ? '' : ` (${name})`}: ${reasons}`;
  });
  return rows > listed.length ? [...listed, `… and ${rows - listed.length} more.`] : listed;
}

/** Row → the name of its contact, for these rows, as far as the contacts that were left out have one. */
function namesOf(leftOut: readonly INodeExecutionData[], rows: ReadonlySet<number>): Map<number, string> {
  return new Map(
    leftOut.flatMap(({ json }) => {
      const fields = Object.entries(json);
      const row = firstOf(json);
      if (!rows.has(row)) return [];
      const own = fields.slice(countRejectedFields(fields));
      const { headers } = matchColumns(
        own.map(([header]) => header),
        {},
        'aliases',
      );
      const cell = own[findKnownColumn(headers, 'Name')]?.[1];
      const name = typeof cell === 'string' ? shorten(cell) : '';
      return name === '' ? [] : [[row, name] as const];
    }),
  );
}

/** The number of a contact that was left out, which comes first. */
function firstOf(json: IDataObject): number {
  return Number(Object.values(json)[0]);
}

/** A number in the column of names may be a phone number: no message shows it. */
function shorten(name: string): string {
  const text = name.replace(/\s+/g, ' ').trim();
  if (/\d{4}/.test(text.replace(/[^\p{L}\d]/gu, ''))) return '';
  return text.length > NAME_CHARACTERS ? `${text.slice(0, NAME_CHARACTERS - 1)}…` : text;
}
