import {
  MAX_RECORDS,
  type Column,
  type ContactRules,
  type Counts,
  type Notice,
  type OddRow,
  type Outcome,
  type RowProblem,
} from '@ozonetel-bulk-upload/shared-types';
import type { StoredFile } from '../store/spool/content';
import type { NewFile } from '../store/spool/file-writer';
import { checkRows, type CheckedRows } from './check/check-rows';
import { createPace, type Pace } from './pace';
import { ContactFileError } from './contact-file-error';
import type { ContactReader } from './read/contact-reader';
import { withReader, type ContactSource } from './read/with-reader';
import { outputLimits } from './write/output-limits';
import { prepareParts, type PreparedPart } from './write/prepare-parts';
import { withNewFiles, type CreateFile } from './write/with-new-files';

export type { ContactSource } from './read/with-reader';
export type { PreparedPart } from './write/prepare-parts';

export interface CheckRules extends ContactRules {
  /** What goes to Ozonetel; left out: as the source, csv for inline contacts. */
  readonly format?: 'csv' | 'xlsx' | undefined;
  /** Bytes that an .xlsx may declare inflated. */
  readonly maxInflatedBytes: number;
}

/** What a check finds in every file. */
interface Findings<File extends NewFile> {
  /** The first 100. */
  readonly problems: RowProblem[];
  /** None where the file has no header that could be read. */
  readonly columns: readonly Column[];
  readonly notices: readonly Notice[];
  /** The first valid rows as they would be sent. */
  readonly preview: readonly (readonly string[])[];
  /** Valid rows that are worth a look. */
  readonly oddRows?: readonly OddRow[];
  /** `rejected.csv`, where rows were left out. */
  readonly rejected?: File;
}

export type CheckedFile<File extends NewFile = NewFile> =
  | (Findings<File> & {
      readonly verdict: 'accepted';
      readonly counts: Counts;
      /** One, or several with `split`. */
      readonly parts: PreparedPart<File>[];
    })
  | (Findings<File> & {
      readonly verdict: 'rejected';
      readonly outcome: Outcome;
      readonly counts?: Counts;
    });

/** A verdict for a file whose rows were never written. */
type Rejected = Extract<CheckedFile<never>, { verdict: 'rejected' }>;

/**
 * Checks a contact file by every rule of the vendor's page and prepares what is sent: the file itself where
 * nothing changes, else its valid rows written anew. What is wrong with the file is a verdict, never an
 * exception.
 * @param createFile begins prepared parts and `rejected.csv`; what is not part of the verdict is removed
 * @param signal ends the check, which then throws its reason
 */
export async function checkContactFile<File extends NewFile>(
  source: ContactSource,
  rules: CheckRules,
  createFile: CreateFile<File>,
  signal?: AbortSignal,
): Promise<CheckedFile<File>> {
  const options = { rules, file: source.file, pace: createPace(signal) };
  const limits = { maxInflatedBytes: rules.maxInflatedBytes, ...(signal === undefined ? {} : { signal }) };
  try {
    return await withReader(source, limits, (reader) =>
      withNewFiles(createFile, (create) => checkWith(reader, { ...options, createFile: create })),
    );
  } catch (error) {
    if (error instanceof ContactFileError) return unreadable(error);
    throw error;
  }
}

interface CheckOptions<File extends NewFile> {
  readonly rules: CheckRules;
  readonly createFile: CreateFile<File>;
  /** What is checked: its size bounds what is written. */
  readonly file: StoredFile;
  readonly pace: Pace;
}

async function checkWith<File extends NewFile>(
  reader: ContactReader,
  options: CheckOptions<File>,
): Promise<CheckedFile<File>> {
  const { createFile, file, pace } = options;
  const maxRejected = outputLimits(file.bytes).rejected;
  const checked = await checkRows(reader, options.rules, { createFile, maxRejected, pace });
  const ofReader = (await reader.notices?.()) ?? [];
  if (checked.counts === undefined) {
    return { ...refusedUnread(checked.outcome, checked.columns), notices: ofReader };
  }
  const { counts, problems, preview, oddRows, rejected, header } = checked;
  const outcome = withUnwritten(checked);
  const found = {
    counts,
    problems,
    columns: header.columns,
    notices: [...checked.notices, ...ofReader],
    preview,
    oddRows,
    ...(rejected === undefined ? {} : { rejected }),
  };
  if (outcome !== undefined) return { verdict: 'rejected', outcome, ...found };
  try {
    return { verdict: 'accepted', parts: await partsOf(reader, checked, options), ...found };
  } catch (error) {
    if (error instanceof ContactFileError) return { ...unreadable(error), ...found };
    throw error;
  }
}

function withUnwritten({ outcome, unwritten }: CheckedRows<NewFile>): Outcome | undefined {
  if (outcome === undefined || unwritten === 0) return outcome;
  return { ...outcome, message: `${outcome.message} ${unwritten} of them are too many for rejected.csv.` };
}

async function partsOf<File extends NewFile>(
  reader: ContactReader,
  checked: CheckedRows<File>,
  { rules, createFile, file, pace }: CheckOptions<File>,
): Promise<PreparedPart<File>[]> {
  const format = rules.format ?? reader.format;
  const isUnchanged =
    format === reader.format &&
    checked.leftOut.count === 0 &&
    checked.counts.valid <= MAX_RECORDS &&
    checked.areHeadersUnchanged &&
    reader.isAsItIs([checked.header.phoneNumber]);
  if (!isUnchanged) {
    const maxCharacters = outputLimits(file.bytes).prepared;
    return withNewFiles(createFile, (create) =>
      prepareParts(reader, checked, { format, createFile: create, maxCharacters, pace }),
    );
  }
  const { rows } = checked.counts;
  return [{ number: 1, format, firstRow: 1, lastRow: rows, rows }];
}

/** The verdict about a file that could not be fetched or read. */
export function unreadable({ code, message }: ContactFileError): Rejected {
  return refusedUnread({ status: 'error', code, message, source: 'check' });
}

/** The verdict about a file whose rows were not read. */
export function refusedUnread(outcome: Outcome, columns: readonly Column[] = []): Rejected {
  return { verdict: 'rejected', outcome, problems: [], columns, notices: [], preview: [] };
}

/** What a check has written. */
export function filesOf<File extends NewFile>(checked: CheckedFile<File>): File[] {
  const parts = checked.verdict === 'accepted' ? checked.parts : [];
  return [checked.rejected, ...parts.map(({ file }) => file)].filter((file) => file !== undefined);
}
