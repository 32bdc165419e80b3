import type { Notice } from '../connector/notice';
import type { Counts, Outcome, RowProblem } from '../connector/upload';
import { MAX_RECORDS, SHOWN_PROBLEMS } from '../limits';
import type { OutcomeCode, ProblemCode } from '../outcome/codes';
import type { CheckedHeaders } from './check-headers';
import { createRowCheck, nameInFile, type CheckRow } from './check-row';
import { shownName } from './column-fault';
import type { ContactRow } from './contact-row';
import type { ContactRules } from './contact-rules';
import { NumberSet } from './number-set';
import { phoneNumberKey, plainPhoneNumberKey } from './phone-number';
import { RowNotices } from './row-notices';
import { rowReason, shownColumn } from './row-reasons';
import { NAMED_LINES, rowCount, rowsAt } from './rows-at';

/** The verdict on one row; its problems are the reasons. A `hidden` one is left out without any. */
export interface RowVerdict {
  readonly kind: 'valid' | 'invalid' | 'duplicate' | 'hidden';
  readonly problems: readonly RowProblem[];
  /** What is worth a look in a valid one, as a sentence. */
  readonly oddity?: string;
}

/** Rows that an outcome lists; `rejected.csv` has all of them. */
const LISTED_ROWS = 1000;

/** Cells with more digits are no phone numbers, and a file may have gigabytes of them: they are not remembered. */
const COMPARED_DIGITS = 100;

/** The outcome of a file for what is wrong with its rows, the first that applies, in the order of the page. */
const OUTCOME_OF_PROBLEM = {
  invalid_phone_number: ['invalid_phone_numbers', (names) => `${names.phoneNumber} is not valid`],
  invalid_agent_id: ['invalid_agent_ids', (names) => `${names.agentId} is not valid`],
  invalid_skill_name: ['invalid_skill_names', (names) => `${names.skill} is not valid`],
  too_many_columns: ['too_many_columns', () => 'there are too many columns'],
  row_too_wide: ['too_many_columns', () => 'there are more cells than the header has columns'],
  name_too_long: ['names_too_long', (names) => `${names.name} is too long`],
} as const satisfies Partial<
  Record<ProblemCode, readonly [OutcomeCode, (names: Record<RuledColumn, string>) => string]>
>;

/** A column that rules of its own apply to. */
type RuledColumn = 'phoneNumber' | 'agentId' | 'skill' | 'name';

const VALID: RowVerdict = { kind: 'valid', problems: [] };
const HIDDEN: RowVerdict = { kind: 'hidden', problems: [] };

/** Checks the rows of one contact file, one after another, and sums up what may become of the file. */
export class ContactCheck {
  readonly #rules: ContactRules;
  readonly #phoneNumber: number;
  readonly #phoneNumberHeader: string;
  /** As the file has them; masked where a phone number stands for a name. */
  readonly #names: Readonly<Record<RuledColumn, string>>;
  readonly #checkRow: CheckRow;
  readonly #phoneNumbers = new NumberSet();
  readonly #longPhoneNumbers = new Set<string>();
  readonly #shown: RowProblem[] = [];
  readonly #rowsOf = new Map<ProblemCode, { count: number; rows: number[]; lines: number[] }>();
  readonly #headerNotices: readonly Notice[];
  readonly #notices: RowNotices;
  #rows = 0;
  #invalid = 0;
  #duplicates = 0;

  constructor(columns: CheckedHeaders, rules: ContactRules) {
    this.#rules = rules;
    this.#phoneNumber = columns.phoneNumber;
    this.#phoneNumberHeader = shownColumn(columns.headers[columns.phoneNumber] ?? 'PhoneNumber');
    const nameOf = (column: RuledColumn) => shownName(nameInFile(columns, columns[column]));
    this.#names = {
      phoneNumber: nameOf('phoneNumber'),
      agentId: nameOf('agentId'),
      skill: nameOf('skill'),
      name: nameOf('name'),
    };
    this.#checkRow = createRowCheck(columns, rules);
    this.#headerNotices = columns.notices;
    this.#notices = new RowNotices(columns.phoneNumber, rules.hiddenRows ?? 'send');
  }

  /** Takes the next row, in the order of the file. */
  add(row: ContactRow): RowVerdict {
    this.#rows += 1;
    if (row.isHidden === true) {
      this.#notices.addHidden(row);
      if (this.#rules.hiddenRows === 'drop') return HIDDEN;
    }
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
    const oddity = this.#notices.addValid(row);
    return oddity === undefined ? VALID : { ...VALID, oddity };
  }

  /** How many were taken. */
  get rows(): number {
    return this.#rows;
  }

  /** `sent` is 0: the check sends nothing. */
  get counts(): Counts {
    const [rows, invalid, duplicates] = [this.#rows, this.#invalid, this.#duplicates];
    const hidden = this.#notices.countOf('hidden_rows');
    const leftOut = invalid + duplicates + (this.#rules.hiddenRows === 'drop' ? hidden : 0);
    return { rows, valid: rows - leftOut, invalid, duplicates, hidden, sent: 0 };
  }

  /** The first problems, as an Upload shows them. */
  get problems(): RowProblem[] {
    return [...this.#shown];
  }

  /** What is worth knowing and refuses nothing. */
  get notices(): Notice[] {
    return [...this.#headerNotices, ...this.#notices.list()];
  }

  /** Why the file may not be sent, once all rows were added; undefined if its valid rows may be. */
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
    if (valid === 0 && invalid === 0) {
      return rejection(
        'file_empty',
        `No contact is left: the spreadsheet shows none of its ${rowCount(rows)}.`,
      );
    }
    return this.#invalidRows(valid === 0);
  }

  #isRepeated(row: ContactRow): boolean {
    const plainKey = plainPhoneNumberKey(row.stored?.(this.#phoneNumber));
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

  /** @param all whether there is no other row, so that it does not help to leave these out */
  #invalidRows(all: boolean): Outcome | undefined {
    const found = Object.entries(OUTCOME_OF_PROBLEM).flatMap(([code, [outcome, what]]) => {
      const entry = this.#rowsOf.get(code as ProblemCode);
      return entry === undefined || !(all || this.#isFatal(code as ProblemCode))
        ? []
        : [{ ...entry, outcome, what: what(this.#names) }];
    });
    const [first] = found;
    if (first === undefined) return undefined;
    const wide = this.#rowsOf.get('row_too_wide')?.count ?? 0;
    const others = this.#invalid - wide;
    const count =
      (all || this.#isFatal('row_too_wide') ? wide : 0) + (all || this.#failsInvalid ? others : 0);
    const reasons = found
      .map(({ what, count: rows, lines }) => `${what} in ${rowsAt(rows, lines)}`)
      .join(', ');
    const message = `${count} of ${rowCount(this.#rows)} cannot be sent: ${reasons}. ${all ? CORRECT : this.#advice}`;
    return { ...rejection(first.outcome, message), rows: first.rows };
  }

  get #failsInvalid(): boolean {
    return this.#rules.invalidRows === 'fail';
  }

  /** Whether one row with this problem keeps the whole file back. */
  #isFatal(code: ProblemCode): boolean {
    return code === 'row_too_wide' ? this.#rules.rowsWiderThanHeader === 'fail' : this.#failsInvalid;
  }

  get #advice(): string {
    const wide = this.#rowsOf.get('row_too_wide')?.count ?? 0;
    const members = [
      ...(this.#failsInvalid && this.#invalid > wide ? ['"invalidRows": "drop"'] : []),
      ...(this.#isFatal('row_too_wide') && wide > 0 ? ['"rowsWiderThanHeader": "drop"'] : []),
    ];
    return `${CORRECT.slice(0, -1)}, or leave them out with ${members.join(' and ')}.`;
  }
}

const CORRECT = 'Correct them and upload the file again.';

function rejection(code: OutcomeCode, message: string): Outcome {
  return { status: 'error', code, message, source: 'check' };
}
