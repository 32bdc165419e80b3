import { stat } from 'node:fs/promises';
import {
  MAX_RECORDS,
  type Column,
  type ContactRules,
  type Counts,
  type Notice,
  type Outcome,
  type RowProblem,
} from '@ozonetel-bulk-upload/shared-types';
import { checkRows, type CheckedRows } from './check/check-rows';
import { createPace, type Pace } from './pace';
import { ContactFileError } from './contact-file-error';
import type { ContactReader } from './read/contact-reader';
import { withReader, type ContactSource } from './read/with-reader';
import { outputLimits, type OutputLimits } from './write/output-limits';
import { prepareParts, type PreparedPart } from './write/prepare-parts';

export type { ContactSource } from './read/with-reader';
export type { PreparedPart } from './write/prepare-parts';

export interface CheckRules extends ContactRules {
  /** What goes to Ozonetel; left out: as the source, csv for inline contacts. */
  readonly format?: 'csv' | 'xlsx' | undefined;
  /** Bytes that an .xlsx may declare inflated. */
  readonly maxInflatedBytes: number;
}

/** What a check finds in every file. */
interface Findings {
  /** The first 100. */
  readonly problems: RowProblem[];
  /** None where the file has no header that could be read. */
  readonly columns: readonly Column[];
  readonly notices: readonly Notice[];
  /** The first valid rows as they would be sent. */
  readonly preview: readonly (readonly string[])[];
  readonly rejectedPath?: string;
}

export type CheckedFile =
  | (Findings & {
      readonly verdict: 'accepted';
      readonly counts: Counts;
      /** One, or several with `split`. */
      readonly parts: PreparedPart[];
    })
  | (Findings & {
      readonly verdict: 'rejected';
      readonly outcome: Outcome;
      readonly counts?: Counts;
    });

type Rejected = Extract<CheckedFile, { verdict: 'rejected' }>;

/**
 * Checks a contact file by every rule of the vendor's page and prepares what is sent: the file itself where
 * nothing changes, else its valid rows written anew. What is wrong with the file is a verdict, never an
 * exception.
 * @param folder an empty folder of this check's own, for prepared parts and `rejected.csv`
 * @param signal ends the check, which then throws its reason
 */
export async function checkContactFile(
  source: ContactSource,
  rules: CheckRules,
  folder: string,
  signal?: AbortSignal,
): Promise<CheckedFile> {
  const { size } = await stat(source.path);
  const order = { source, rules, folder, limits: outputLimits(size), pace: createPace(signal) };
  const limits = { maxInflatedBytes: rules.maxInflatedBytes, ...(signal === undefined ? {} : { signal }) };
  try {
    return await withReader(source, limits, (reader) => checkWith(reader, order));
  } catch (error) {
    if (error instanceof ContactFileError) return unreadable(error);
    throw error;
  }
}

interface Order {
  readonly source: ContactSource;
  readonly rules: CheckRules;
  readonly folder: string;
  readonly limits: OutputLimits;
  readonly pace: Pace;
}

async function checkWith(reader: ContactReader, order: Order): Promise<CheckedFile> {
  const { folder, limits, pace } = order;
  const checked = await checkRows(reader, order.rules, { folder, maxRejected: limits.rejected, pace });
  if (checked.counts === undefined) return refusedUnread(checked.outcome, checked.columns);
  const { counts, problems, notices, preview, rejectedPath, header } = checked;
  const outcome = withUnwritten(checked);
  const found = {
    counts,
    problems,
    columns: header.columns,
    notices,
    preview,
    ...(rejectedPath === undefined ? {} : { rejectedPath }),
  };
  if (outcome !== undefined) return { verdict: 'rejected', outcome, ...found };
  try {
    return { verdict: 'accepted', parts: await partsOf(reader, checked, order), ...found };
  } catch (error) {
    if (error instanceof ContactFileError) return { ...unreadable(error), ...found };
    throw error;
  }
}

function withUnwritten({ outcome, unwritten }: CheckedRows): Outcome | undefined {
  if (outcome === undefined || unwritten === 0) return outcome;
  return { ...outcome, message: `${outcome.message} ${unwritten} of them are too many for rejected.csv.` };
}

async function partsOf(
  reader: ContactReader,
  checked: CheckedRows,
  { source, rules, folder, limits, pace }: Order,
): Promise<PreparedPart[]> {
  const format = rules.format ?? reader.format ?? 'csv';
  const isUnchanged =
    format === reader.format &&
    checked.leftOut.count === 0 &&
    checked.counts.valid <= MAX_RECORDS &&
    checked.areHeadersUnchanged &&
    reader.isAsItIs([checked.header.phoneNumber]);
  if (!isUnchanged)
    return prepareParts(reader, checked, { format, folder, maxCharacters: limits.prepared, pace });
  const { rows } = checked.counts;
  return [{ number: 1, path: source.path, format, firstRow: 1, lastRow: rows, rows }];
}

/** The verdict about a file that could not be fetched or read. */
export function unreadable({ code, message }: ContactFileError): Rejected {
  return refusedUnread({ status: 'error', code, message, source: 'check' });
}

/** The verdict about a file whose rows were not read. */
export function refusedUnread(outcome: Outcome, columns: readonly Column[] = []): Rejected {
  return { verdict: 'rejected', outcome, problems: [], columns, notices: [], preview: [] };
}
