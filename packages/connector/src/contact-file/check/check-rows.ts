import {
  checkHeaders,
  ContactCheck,
  emptyFileOutcome,
  type CheckedHeaders,
  type Column,
  type ContactRow,
  type ContactRules,
  type Counts,
  type Notice,
  type OddRow,
  type Outcome,
  type RowProblem,
} from '@ozonetel-bulk-upload/shared-types';
import type { NewFile } from '../../store/spool/file-writer';
import type { ContactReader } from '../read/contact-reader';
import { RejectedFile } from '../write/rejected-file';
import type { CreateFile } from '../write/with-new-files';
import { LeftOutRows } from './left-out-rows';
import type { Pace } from '../pace';
import { OddRows, Preview } from './preview';

/** What all rules say of a file. */
export interface CheckedRows<File extends NewFile> {
  /** Why nothing of it may be sent; undefined if its valid rows may be. */
  readonly outcome?: Outcome;
  readonly counts: Counts;
  readonly problems: RowProblem[];
  readonly notices: Notice[];
  /** `rejected.csv`, where rows were left out. */
  readonly rejected?: File;
  /** Rows that `rejected.csv` had no room for. */
  readonly unwritten: number;
  readonly leftOut: LeftOutRows;
  readonly preview: readonly (readonly string[])[];
  readonly oddRows: readonly OddRow[];
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

export interface RowOptions<File extends NewFile> {
  readonly createFile: CreateFile<File>;
  /** Characters that `rejected.csv` may have. */
  readonly maxRejected: number;
  readonly pace: Pace;
}

/** Reads a contact file once, applies every rule, and writes the rows that fail to `rejected.csv`. */
export async function checkRows<File extends NewFile>(
  reader: ContactReader,
  rules: ContactRules,
  options: RowOptions<File>,
): Promise<CheckedRows<File> | RefusedFile> {
  const { pace } = options;
  let checking: RowChecking<File> | undefined;
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
      const { kind, problems, oddity } = checking.check.add(row);
      if (kind === 'valid') {
        checking.preview.add(row);
        if (oddity !== undefined) checking.odd.add(row, checking.check.rows, oddity);
        continue;
      }
      checking.leftOut.add(checking.check.rows);
      if (problems.length > 0) await checking.rejected.add(row, problems);
    }
  }
  return checking === undefined ? { outcome: emptyFileOutcome(), columns: [] } : concluded(checking);
}

interface RowChecking<File extends NewFile> {
  readonly header: CheckedHeaders;
  readonly areHeadersUnchanged: boolean;
  readonly check: ContactCheck;
  readonly preview: Preview;
  readonly odd: OddRows;
  readonly leftOut: LeftOutRows;
  readonly rejected: RejectedFile<File>;
}

function beginChecking<File extends NewFile>(
  headers: readonly string[],
  rules: ContactRules,
  { createFile, maxRejected }: RowOptions<File>,
): RowChecking<File> | RefusedFile {
  const header = checkHeaders(headers, rules);
  if (header.verdict === 'rejected') return header;
  return {
    header,
    areHeadersUnchanged: header.headers.every((name, index) => name === headers[index]),
    check: new ContactCheck(header, rules),
    preview: new Preview(header.headers.length),
    odd: new OddRows(),
    leftOut: new LeftOutRows(),
    rejected: new RejectedFile(createFile, headers, maxRejected),
  };
}

async function concluded<File extends NewFile>(checking: RowChecking<File>): Promise<CheckedRows<File>> {
  const { check, preview, leftOut, header, areHeadersUnchanged } = checking;
  const rejected = await checking.rejected.end();
  const outcome = check.conclude();
  return {
    counts: check.counts,
    problems: check.problems,
    notices: check.notices,
    unwritten: checking.rejected.unwritten,
    leftOut,
    preview: preview.rows,
    oddRows: checking.odd.rows,
    header,
    areHeadersUnchanged,
    ...(outcome === undefined ? {} : { outcome }),
    ...(rejected === undefined ? {} : { rejected }),
  };
}

function headersOf(row: ContactRow): string[] {
  return Array.from({ length: row.width }, (_, column) => row.text(column));
}
