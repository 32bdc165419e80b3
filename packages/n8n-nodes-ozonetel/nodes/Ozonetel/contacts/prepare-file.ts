import {
  csvLine,
  emptyFileOutcome,
  recogniseContent,
  RECOGNISED_BYTES,
  refusalOf,
  type ContactRules,
  type Outcome,
} from '@ozonetel-bulk-upload/shared-types';
import type { ContactFile } from './contact-file';
import { checkContacts, NOTHING } from './check-contacts';
import { cellsOf, CsvTable } from './csv-table';
import { padRow, rejectedItem, type PreparedContacts } from './prepare-contacts';

/**
 * Checks a file out of a binary field, known by its content: a CSV file by every rule, its valid rows written anew
 * where something changes; an .xlsx file passes unread.
 */
export function prepareFile(
  file: ContactFile & { readonly content: Buffer },
  rules: ContactRules,
  itemIndex: number,
): PreparedContacts {
  const content = recogniseContent(file.content.subarray(0, RECOGNISED_BYTES));
  const refusal = refusalOf(content);
  if (refusal !== undefined) {
    return refused(file, content === 'empty' ? 'file_empty' : 'file_not_a_contact_file', refusal);
  }
  if (content === 'xlsx') return { file: named(file, '.xlsx'), rejected: [] };
  return prepareCsv(file, new CsvTable(file.content), { rules, itemIndex });
}

function prepareCsv(
  file: ContactFile,
  table: CsvTable,
  { rules, itemIndex }: { readonly rules: ContactRules; readonly itemIndex: number },
): PreparedContacts {
  const { headers } = table;
  if (headers.length === 0 && table.fault === undefined) return refusedBy(file, emptyFileOutcome());
  const checked = checkContacts(headers, table.rows(), rules);
  if (table.fault !== undefined) return refused(file, 'file_not_a_contact_file', table.fault);
  const leftOut = new Map(checked.leftOut.map((contact) => [contact.row, contact]));
  const areHeadersKept = checked.headers.every((header, column) => header === headers[column]);
  const isSentAsItIs = table.isPlain && areHeadersKept && leftOut.size === 0;
  if (checked.outcome === undefined && isSentAsItIs) {
    return { file: named(file, '.csv'), checked, rejected: [] };
  }
  const lines = [csvLine(checked.headers)];
  const rejected: PreparedContacts['rejected'][number][] = [];
  let row = 0;
  for (const contact of table.rows()) {
    row += 1;
    const problem = leftOut.get(row);
    const cells = cellsOf(contact);
    if (problem !== undefined) rejected.push(rejectedItem(problem, { headers, cells, itemIndex }));
    else if (checked.outcome === undefined) lines.push(csvLine(padRow(cells, headers.length)));
  }
  return { file: { name: 'contacts.csv', content: lines.join('') }, checked, rejected };
}

function refused(file: ContactFile, code: Outcome['code'], message: string): PreparedContacts {
  return refusedBy(file, { status: 'error', code, message, source: 'check' });
}

function refusedBy(file: ContactFile, outcome: Outcome): PreparedContacts {
  return { file, checked: { ...NOTHING, outcome }, rejected: [] };
}

/** Ozonetel goes by the name, we by the content. */
function named(file: ContactFile, extension: '.csv' | '.xlsx'): ContactFile {
  return file.name.toLowerCase().endsWith(extension) ? file : { ...file, name: `contacts${extension}` };
}
