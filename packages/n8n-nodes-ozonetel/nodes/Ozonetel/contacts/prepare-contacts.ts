import {
  contactRowOf,
  csvLine,
  type ContactRules,
  type ContactRow,
} from '@ozonetel-bulk-upload/shared-types';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { inWords } from '../../shared/in-words';
import type { ContactFile } from './contact-file';
import { checkContacts, type CheckedContacts, type LeftOutContact } from './check-contacts';
import { SHEET_ROW, type CollectedContacts } from './collect-contacts';
import { rejectedFieldNames } from './rejected-fields';

/** A contact file that may be sent, and what was found in it. */
export interface PreparedContacts {
  readonly file: ContactFile;
  /** Left out where the file passes unread. */
  readonly checked?: CheckedContacts;
  /** The contacts that are left out, for the output Left Out. */
  readonly rejected: readonly INodeExecutionData[];
}

/** Checks contacts from items and writes the valid ones as a contact file. */
export function prepareContacts(collected: CollectedContacts, rules: ContactRules): PreparedContacts {
  const { headers, rows, itemIndexes, sheetRows } = collected;
  const checked = checkContacts(headers, contactRows(rows), rules);
  return {
    checked,
    file: {
      name: 'contacts.csv',
      content: checked.outcome === undefined ? writeValid(collected, checked) : '',
    },
    rejected: checked.leftOut.map((contact) =>
      rejectedItem(
        contact,
        {
          headers,
          cells: rows[contact.row - 1] ?? [],
          itemIndex: itemIndexes[contact.row - 1] ?? 0,
          sheetRow: sheetRows[contact.row - 1],
        },
        { areItems: true },
      ),
    ),
  };
}

/**
 * A contact as it comes out of Left Out: `row`, `line` and `reason` before its own columns, as in `rejected.csv`.
 * @param adviceContext whether it is an item
 */
export function rejectedItem(
  { row, problems }: LeftOutContact,
  contact: {
    readonly headers: readonly string[];
    readonly cells: readonly string[];
    readonly itemIndex: number;
    readonly sheetRow?: unknown;
  },
  adviceContext?: { readonly areItems: boolean },
): INodeExecutionData {
  const reason = problems.map(({ message }) => inWords(message, adviceContext)).join(' ');
  const [rowName = 'row', lineName = 'line', reasonName = 'reason'] = rejectedFieldNames(
    ['row', 'line', 'reason'],
    contact.headers,
  );
  // Not assigned one by one: that would lose a column called `__proto__`.
  const json = Object.fromEntries<IDataObject[string]>([
    [rowName, row],
    [lineName, problems[0]?.line],
    [reasonName, reason],
    // What the row of the sheet is found again by.
    ...(typeof contact.sheetRow === 'number' ? [[SHEET_ROW, contact.sheetRow] as const] : []),
    ...contact.headers.map((header, column) => [header, contact.cells[column] ?? ''] as const),
  ]);
  return { json, pairedItem: { item: contact.itemIndex } };
}

function* contactRows(rows: CollectedContacts['rows']): Generator<ContactRow> {
  // As through the connector: contacts count as a list with a header.
  let line = 1;
  for (const cells of rows) yield contactRowOf(cells, (line += 1));
}

function writeValid({ headers, rows }: CollectedContacts, checked: CheckedContacts): string {
  const leftOut = new Set(checked.leftOut.map(({ row }) => row));
  let text = csvLine(checked.headers);
  rows.forEach((cells, index) => {
    if (!leftOut.has(index + 1)) text += csvLine(padRow(cells, headers.length));
  });
  return text;
}

/** The row with as many cells as the header has at least. */
export function padRow(cells: readonly string[], width: number): readonly string[] {
  return cells.length >= width ? cells : [...cells, ...Array<string>(width - cells.length).fill('')];
}
