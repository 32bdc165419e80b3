import type { RowProblem } from '../connector/upload';
import { MAX_COLUMNS, MAX_NAME_CHARACTERS } from '../limits';
import type { ProblemCode } from '../outcome/codes';
import type { CheckedHeaders } from './check-headers';
import type { CellFault, ContactRow } from './contact-row';
import type { ContactRules } from './contact-rules';
import {
  hasDecimals,
  hasOtherDigits,
  isPhoneNumber,
  isScientific,
  nameRefusedSigns,
  plainPhoneNumberKey,
} from './phone-number';
import { rowReason, shownColumn } from './row-reasons';
import { isBlankText, nameUnseen } from './visible-text';

/** Finds everything that is wrong with one row. `number` 1 is the first row under the header. */
export type CheckRow = (row: ContactRow, number: number) => readonly RowProblem[];

const NO_PROBLEMS: readonly RowProblem[] = [];

/** Prepares the row rules of the vendor's page for one contact file. */
export function createRowCheck(columns: CheckedHeaders, rules: ContactRules): CheckRow {
  const checks = [
    phoneNumberCheck(columns),
    ...knownValueCheck(columns, columns.agentId, 'invalid_agent_id', {
      known: rules.agentIds,
      isDemanded: rules.campaignType === 'agentwise',
    }),
    ...knownValueCheck(columns, columns.skill, 'invalid_skill_name', {
      known: rules.skills,
      isDemanded: rules.campaignType === 'skillwise',
    }),
    checkWidth,
    ...(columns.name === -1 ? [] : [nameCheck(columns)]),
  ];
  const wide = rules.rowsWiderThanHeader ?? 'keep';
  const columnCount = columns.headers.length;
  return (row, number) => {
    // Its cells stand under the wrong headers: what else is wrong with them says nothing.
    if (wide !== 'keep' && row.width > columnCount && row.width <= MAX_COLUMNS) {
      return [{ row: number, line: row.line, ...tooWide(row.width, columnCount) }];
    }
    let problems: RowProblem[] | undefined;
    for (const check of checks) {
      const fault = check(row);
      if (fault !== undefined) (problems ??= []).push({ row: number, line: row.line, ...fault });
    }
    return problems ?? NO_PROBLEMS;
  };
}

interface Fault {
  readonly column?: string;
  readonly code: ProblemCode;
  readonly message: string;
}
type Check = (row: ContactRow) => Fault | undefined;

function phoneNumberCheck({ headers, phoneNumber }: CheckedHeaders): Check {
  const column = shownColumn(headers[phoneNumber] ?? 'PhoneNumber');
  const fault = (message: string): Fault => ({ column, code: 'invalid_phone_number', message });
  return (row) => {
    if (plainPhoneNumberKey(row.stored?.(phoneNumber)) >= 0) return undefined;
    const cell = row.text(phoneNumber);
    const cellFault = row.faultOf(phoneNumber);
    if (cellFault !== undefined) return fault(CELL_FAULTS[cellFault]);
    if (isScientific(cell)) return fault(SCIENTIFIC);
    if (hasDecimals(cell)) return fault(DECIMALS);
    if (isPhoneNumber(cell)) return undefined;
    return fault(phoneNumberFault(cell));
  };
}

function phoneNumberFault(cell: string): string {
  if (isBlankText(cell)) return EMPTY + unseenHint(cell);
  const isInOtherDigits = hasOtherDigits(cell);
  if (!isInOtherDigits && !/[0-9]/.test(cell)) return DIGITLESS + unseenHint(cell);
  return ILLEGAL + (isInOtherDigits ? OTHER_DIGITS : '') + signsHint(cell) + unseenHint(cell);
}

const OTHER_DIGITS = ' It has digits of another script: write them as 0 to 9.';

/** Another sentence for a cell with signs that are easily overlooked, such as an apostrophe or a dash. */
function signsHint(cell: string): string {
  const signs = nameRefusedSigns(cell);
  return signs === undefined ? '' : ` It has ${signs}: write it without.`;
}

/** Another sentence for a cell with characters that nobody sees. */
function unseenHint(cell: string): string {
  const unseen = nameUnseen(cell);
  return unseen === undefined ? '' : ` It has ${unseen}, which nobody sees: delete it.`;
}

/** Databases fill up columns of a fixed width. */
const PADDED = ' It has spaces before or behind it: delete them.';

const EMPTY = rowReason('phoneNumberMissing');
const DIGITLESS = rowReason('phoneNumberDigitless');
const ILLEGAL = rowReason('phoneNumberIllegal');
const SCIENTIFIC = rowReason('phoneNumberScientific');
const DECIMALS = rowReason('phoneNumberDecimals');
const CELL_FAULTS = {
  imprecise: rowReason('phoneNumberImprecise'),
  date: rowReason('phoneNumberIsDate'),
  uncalculated: rowReason('phoneNumberUncalculated'),
  scientific: SCIENTIFIC,
  decimals: DECIMALS,
  negative: rowReason('phoneNumberNegative'),
} as const satisfies Readonly<Record<CellFault, string>>;

function knownValueCheck(
  checked: CheckedHeaders,
  index: number,
  code: ProblemCode,
  { known, isDemanded }: { known: readonly string[]; isDemanded: boolean },
): Check[] {
  const header = checked.headers[index];
  if (header === undefined || (known.length === 0 && !isDemanded)) return [];
  const column = shownColumn(header);
  const values = new Set(known);
  const list = code === 'invalid_agent_id' ? 'agentIds' : 'skills';
  const named = nameInFile(checked, index);
  const unknownMessage = rowReason('valueUnknown', { column: named, list });
  const missingMessage = rowReason('valueMissing', { column: named });
  return [
    (row) => {
      const cell = row.text(index);
      if (isBlankText(cell)) {
        return isDemanded ? { column, code, message: missingMessage } : undefined;
      }
      if (values.size === 0 || values.has(cell)) return undefined;
      const hint = values.has(cell.trim()) ? PADDED : unseenHint(cell);
      return { column, code, message: unknownMessage + hint };
    },
  ];
}

function checkWidth({ width }: ContactRow): Fault | undefined {
  if (width <= MAX_COLUMNS) return undefined;
  return {
    code: 'too_many_columns',
    message: rowReason('tooManyColumns', { width, most: MAX_COLUMNS }),
  };
}

function tooWide(width: number, columns: number): Fault {
  return { code: 'row_too_wide', message: rowReason('tooWide', { width, columns }) };
}

function nameCheck(checked: CheckedHeaders): Check {
  const { headers, name } = checked;
  const column = shownColumn(headers[name] ?? 'Name');
  const named = nameInFile(checked, name);
  return (row) => {
    const stored = row.stored?.(name);
    // A character has at least as many bytes as UTF-16 units.
    if (stored !== undefined && stored.end - stored.start <= MAX_NAME_CHARACTERS) return undefined;
    const { length } = row.text(name);
    if (length <= MAX_NAME_CHARACTERS) return undefined;
    return {
      column,
      code: 'name_too_long',
      message: rowReason('nameTooLong', { column: named, length, most: MAX_NAME_CHARACTERS }),
    };
  };
}

/** A column as the file names it: a header for Ozonetel may stand nowhere in it. */
export function nameInFile({ columns, headers }: CheckedHeaders, index: number): string {
  const source = columns[index]?.source ?? '';
  return shownColumn(isBlankText(source) ? (headers[index] ?? '') : source);
}
