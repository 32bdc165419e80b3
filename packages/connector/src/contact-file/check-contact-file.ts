import {
  MAX_RECORDS,
  type ContactRules,
  type Counts,
  type Outcome,
  type RowProblem,
} from '@ozonetel-bulk-upload/shared-types';
import { checkRows, type CheckedRows } from './check/check-rows';
import { ContactFileError } from './contact-file-error';
import type { ContactReader } from './read/contact-reader';
import { withReader, type ContactSource } from './read/with-reader';
import { prepareParts, type PreparedPart } from './write/prepare-parts';

export type { ContactSource } from './read/with-reader';
export type { PreparedPart } from './write/prepare-parts';

export interface CheckRules extends ContactRules {
  /** What goes to Ozonetel; left out: as the source, csv for inline contacts. */
  readonly format?: 'csv' | 'xlsx' | undefined;
  /** Bytes that an .xlsx may declare inflated. */
  readonly maxInflatedBytes: number;
}

export type CheckedFile =
  | {
      readonly verdict: 'accepted';
      readonly counts: Counts;
      /** The first 100. */
      readonly problems: RowProblem[];
      readonly rejectedPath?: string;
      /** One, or several with `split`. */
      readonly parts: PreparedPart[];
    }
  | {
      readonly verdict: 'rejected';
      readonly outcome: Outcome;
      readonly counts?: Counts;
      readonly problems: RowProblem[];
      readonly rejectedPath?: string;
    };

/**
 * Checks a contact file by every rule of the vendor's page and prepares what is sent: the file itself where
 * nothing changes, else its valid rows written anew. What is wrong with the file is a verdict, never an
 * exception.
 * @param folder an empty folder of this check's own, for prepared parts and `rejected.csv`
 */
export async function checkContactFile(
  source: ContactSource,
  rules: CheckRules,
  folder: string,
): Promise<CheckedFile> {
  try {
    return await withReader(source, rules, (reader) => checkWith(reader, { source, rules, folder }));
  } catch (error) {
    if (error instanceof ContactFileError) return unreadable(error);
    throw error;
  }
}

interface Order {
  readonly source: ContactSource;
  readonly rules: CheckRules;
  readonly folder: string;
}

async function checkWith(reader: ContactReader, order: Order): Promise<CheckedFile> {
  const checked = await checkRows(reader, order.rules, order.folder);
  if (checked.counts === undefined) return { verdict: 'rejected', outcome: checked.outcome, problems: [] };
  const { outcome, counts, problems, rejectedPath } = checked;
  const found = { counts, problems, ...(rejectedPath === undefined ? {} : { rejectedPath }) };
  if (outcome !== undefined) return { verdict: 'rejected', outcome, ...found };
  return { verdict: 'accepted', parts: await partsOf(reader, checked, order), ...found };
}

async function partsOf(
  reader: ContactReader,
  checked: CheckedRows,
  { source, rules, folder }: Order,
): Promise<PreparedPart[]> {
  const format = rules.format ?? reader.format ?? 'csv';
  const isUnchanged =
    format === reader.format &&
    checked.leftOut.count === 0 &&
    checked.counts.valid <= MAX_RECORDS &&
    checked.areHeadersUnchanged &&
    reader.isAsItIs([checked.columns.phoneNumber]);
  if (!isUnchanged) return prepareParts(reader, checked, { format, folder });
  const { rows } = checked.counts;
  return [{ number: 1, path: source.path, format, firstRow: 1, lastRow: rows, rows }];
}

function unreadable({ code, message }: ContactFileError): CheckedFile {
  return { verdict: 'rejected', outcome: { status: 'error', code, message, source: 'check' }, problems: [] };
}
