import type { Counts, Outcome, RowProblem } from '../connector/upload';
import { MAX_RECORDS, SHOWN_PROBLEMS } from '../limits';
import type { OutcomeCode, ProblemCode } from '../outcome/codes';
import type { CheckedHeaders } from './check-headers';
import { createRowCheck, type CheckRow } from './check-row';
import type { ContactRow } from './contact-row';
import type { ContactRules } from './contact-rules';
import { NumberSet } from './number-set';
import { phoneNumberKey } from './phone-number';
import { rowReason, shownColumn } from './row-reasons';

/** What becomes of one row; its problems are the reasons. */
export interface RowVerdict {
  readonly kind: 'valid' | 'invalid' | 'duplicate';
  readonly problems: readonly RowProblem[];
}

/** Rows that an outcome lists; `rejected.csv` has all of them. */
const LISTED_ROWS = 1000;

/** Cells with more digits are no phone numbers, and a file may have gigabytes of them: they are not remembered. */
const COMPARED_DIGITS = 100;

/** The outcome of a file for what is wrong with its rows, the first that applies, in the order of the page. */
const OUTCOME_OF_PROBLEM = {
  invalid_phone_number: ['invalid_phone_numbers', 'PhoneNumber is not valid'],
  invalid_agent_id: ['invalid_agent_ids', 'AgentId is not valid'],
  invalid_skill_name: ['invalid_skill_names', 'Skill is not valid'],
  too_many_columns: ['too_many_columns', 'there are too many columns'],
  name_too_long: ['names_too_long', 'Name is too long'],
} as const satisfies Partial<Record<ProblemCode, readonly [OutcomeCode, string]>>;

/** Lines that a message names for one fault. */
const NAMED_LINES = 3;

const VALID: RowVerdict = { kind: 'valid', problems: [] };

/** Checks the rows of one contact file, one after another, and sums up what may become of the file. */
export class ContactCheck {
  readonly #rules: ContactRules;
  readonly #phoneNumber: number;
  readonly #phoneNumberHeader: string;
  readonly #checkRow: CheckRow;
  readonly #phoneNumbers = new NumberSet();
  readonly #longPhoneNumbers = new Set<string>();
  readonly #shown: RowProblem[] = [];
  readonly #rowsOf = new Map<ProblemCode, { count: number; rows: number[]; lines: number[] }>();
  #rows = 0;
  #invalid = 0;
  #duplicates = 0;

  constructor(columns: CheckedHeaders, rules: ContactRules) {
    this.#rules = rules;
    this.#phoneNumber = columns.phoneNumber;
    this.#phoneNumberHeader = shownColumn(columns.headers[columns.phoneNumber] ?? 'PhoneNumber');
    this.#checkRow = createRowCheck(columns, rules);
  }

  /** Takes the next row, in the order of the file. */
  add(row: ContactRow): RowVerdict {
    this.#rows += 1;
    const problems = this.#checkRow(row, this.#rows);
    if (problems.length > 0) {
      this.#invalid += 1;
      return this.#noted({ kind: 'invalid', problems });
    }
    if (this.#rules.duplicates === 'drop' && this.#isRepeated(row)) {
      this.#duplicates += 1;
      const message = rowReason('phoneNumberRepeated');
      return this.#noted({
        kind: 'duplicate',
        problems: [
          {
            row: this.#rows,
            line: row.line,
            column: this.#phoneNumberHeader,
            code: 'duplicate_phone_number',
            message,
          },
        ],
      });
    }
    return VALID;
  }

  /** `sent` is 0: the check sends nothing. */
  get counts(): Counts {
    const [rows, invalid, duplicates] = [this.#rows, this.#invalid, this.#duplicates];
    return { rows, valid: rows - invalid - duplicates, invalid, duplicates, sent: 0 };
  }

  /** The first problems, as an Upload shows them. */
  get problems(): RowProblem[] {
    return [...this.#shown];
  }

  /** Why the file may not be sent, once all rows were added; undefined where its valid rows may be. */
  conclude(): Outcome | undefined {
    const { rows, valid, invalid } = this.counts;
    if (rows === 0) {
      return rejection('file_empty', 'The contact file has no contacts: there is no row under the header.');
    }
    if (valid > MAX_RECORDS && !this.#rules.split) {
      return rejection(
        'data_limit_exceeded',
        `The contact file has ${valid} valid rows; Ozonetel takes at most ${MAX_RECORDS} at once. Divide the file, or send it in parts with "split".`,
      );
    }
    if (invalid > 0 && (this.#rules.invalidRows === 'fail' || valid === 0)) return this.#invalidRows();
    return undefined;
  }

  #isRepeated(row: ContactRow): boolean {
    const plainKey = row.plainPhoneNumberKey?.(this.#phoneNumber) ?? -1;
    const key = plainKey >= 0 ? plainKey : phoneNumberKey(row.text(this.#phoneNumber));
    if (typeof key === 'number') return this.#phoneNumbers.add(key);
    if (key.length > COMPARED_DIGITS) return false;
    const isRepeated = this.#longPhoneNumbers.has(key);
    this.#longPhoneNumbers.add(key);
    return isRepeated;
  }

  #noted(verdict: RowVerdict): RowVerdict {
    for (const problem of verdict.problems) {
      if (this.#shown.length < SHOWN_PROBLEMS) this.#shown.push(problem);
      const entry = this.#rowsOf.get(problem.code) ?? { count: 0, rows: [], lines: [] };
      this.#rowsOf.set(problem.code, entry);
      entry.count += 1;
      if (entry.rows.length < LISTED_ROWS) entry.rows.push(problem.row);
      if (problem.line !== undefined && entry.lines.length < NAMED_LINES) entry.lines.push(problem.line);
    }
    return verdict;
  }

  #invalidRows(): Outcome {
    const { rows, invalid } = this.counts;
    const found = Object.entries(OUTCOME_OF_PROBLEM).flatMap(([problem, [code, what]]) => {
      const entry = this.#rowsOf.get(problem as keyof typeof OUTCOME_OF_PROBLEM);
      return entry === undefined ? [] : [{ ...entry, code, what }];
    });
    const [first] = found;
    if (first === undefined) throw new Error('Rows are invalid without a problem.');
    const reasons = found.map(({ what, count, lines }) => `${what} in ${rowsAt(count, lines)}`).join(', ');
    const advice =
      invalid === rows
        ? 'Correct them and upload the file again.'
        : 'Correct them and upload the file again, or leave them out with "invalidRows": "drop".';
    return {
      ...rejection(first.code, `${invalid} of ${rowCount(rows)} cannot be sent: ${reasons}. ${advice}`),
      rows: first.rows,
    };
  }
}

function rowCount(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`;
}

/** `2 rows (lines 3 and 7)` */
function rowsAt(count: number, lines: readonly number[]): string {
  const others = count - lines.length;
  const named =
    others > 0 ? `${lines.join(', ')} and ${others} more` : lines.join(', ').replace(/, (?=\d+$)/, ' and ');
  return `${rowCount(count)} (${count === 1 ? 'line' : 'lines'} ${named})`;
}

function rejection(code: OutcomeCode, message: string): Outcome {
  return { status: 'error', code, message, source: 'check' };
}
