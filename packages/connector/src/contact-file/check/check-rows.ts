import {
  checkHeaders,
  ContactCheck,
  type CheckedHeaders,
  type Column,
  type ContactRow,
  type ContactRules,
  type Counts,
  type Notice,
  type Outcome,
  type RowProblem,
} from '@ozonetel-bulk-upload/shared-types';
import type { ContactReader } from '../read/contact-reader';
import { RejectedFile } from '../write/rejected-file';
import { LeftOutRows } from './left-out-rows';
import type { Pace } from '../pace';
import { Preview } from './preview';

/** What all rules say of a file. */
export interface CheckedRows {
  /** Why nothing of it may be sent; undefined where its valid rows may be. */
  readonly outcome?: Outcome;
  readonly counts: Counts;
  readonly problems: RowProblem[];
  readonly notices: Notice[];
  readonly rejectedPath?: string;
  /** Rows that `rejected.csv` had no room for. */
  readonly unwritten: number;
  readonly leftOut: LeftOutRows;
  readonly preview: readonly (readonly string[])[];
  readonly header: CheckedHeaders;
  /** Whether the headers are sent as they stand in the file. */
  readonly areHeadersUnchanged: boolean;
}

/** A file whose header alone refuses it. */
export interface RefusedFile {
  readonly outcome: Outcome;
  readonly columns: readonly Column[];
  readonly counts?: undefined;
}

export interface RowOptions {
  /** Where `rejected.csv` is written. */
  readonly folder: string;
  /** Characters that it may have. */
  readonly maxRejected: number;
  readonly pace: Pace;
}

/** Reads a contact file once, applies every rule, and writes the rows that fail to `rejected.csv`. */
export async function checkRows(
  reader: ContactReader,
  rules: ContactRules,
  options: RowOptions,
): Promise<CheckedRows | RefusedFile> {
  const { pace } = options;
  let checking: RowChecking | undefined;
  try {
    for await (const batch of reader.batches()) {
      let index = 0;
      if (checking === undefined) {
        const begun = beginChecking(headersOf(batch.at(0)), rules, options);
        if ('outcome' in begun) return begun;
        checking = begun;
        index = 1;
      }
      for (; index < batch.length; index += 1) {
        const pause = pace();
        if (pause !== undefined) await pause;
        const row = batch.at(index);
        const { kind, problems } = checking.check.add(row);
        if (kind === 'valid') {
          checking.preview.add(row);
          continue;
        }
        checking.leftOut.add(checking.check.rows);
        if (problems.length > 0) await checking.rejected.add(row, problems);
      }
    }
  } finally {
    await checking?.rejected.close();
  }
  return checking === undefined ? emptyFile() : concluded(checking);
}

interface RowChecking {
  readonly header: CheckedHeaders;
  readonly areHeadersUnchanged: boolean;
  readonly check: ContactCheck;
  readonly preview: Preview;
  readonly leftOut: LeftOutRows;
  readonly rejected: RejectedFile;
}

function beginChecking(
  headers: readonly string[],
  rules: ContactRules,
  { folder, maxRejected }: RowOptions,
): RowChecking | RefusedFile {
  const header = checkHeaders(headers, rules);
  if (header.verdict === 'rejected') return header;
  return {
    header,
    areHeadersUnchanged: header.headers.every((name, index) => name === headers[index]),
    check: new ContactCheck(header, rules),
    preview: new Preview(header.headers.length),
    leftOut: new LeftOutRows(),
    rejected: new RejectedFile(folder, headers, maxRejected),
  };
}

function concluded(checking: RowChecking): CheckedRows {
  const { check, preview, leftOut, rejected, header, areHeadersUnchanged } = checking;
  const outcome = check.conclude();
  return {
    counts: check.counts,
    problems: check.problems,
    notices: check.notices,
    unwritten: rejected.unwritten,
    leftOut,
    preview: preview.rows,
    header,
    areHeadersUnchanged,
    ...(outcome === undefined ? {} : { outcome }),
    ...(rejected.path === undefined ? {} : { rejectedPath: rejected.path }),
  };
}

function headersOf(row: ContactRow): string[] {
  return Array.from({ length: row.width }, (_, column) => row.text(column));
}

function emptyFile(): RefusedFile {
  const message = 'The contact file is empty: it has neither a header nor contacts.';
  return { outcome: { status: 'error', code: 'file_empty', message, source: 'check' }, columns: [] };
}
