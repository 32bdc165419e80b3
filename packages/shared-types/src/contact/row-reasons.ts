/**
 * Every reason for leaving a row out, as the user reads it; `{…}` is filled in. A `rejected.csv` that comes back
 * is recognized by them, so all are made from here, and one that is written differently one day stays among `OTHERS`.
 */
const REASONS = {
  phoneNumberMissing: 'The phone number is missing.',
  phoneNumberDigitless: 'The phone number has no digit.',
  phoneNumberIllegal:
    'The phone number holds a character that Ozonetel refuses: only digits, letters, spaces and ( ) [ ] . + - , _ may stand in it.',
  phoneNumberScientific:
    'The phone number is in scientific notation, as a spreadsheet shows a long number, so its last digits are lost: format the column as text and enter it again.',
  phoneNumberDecimals:
    'The phone number has decimals, as a program writes an amount, and with them another number would be dialed: format the column as text and enter it again.',
  phoneNumberImprecise:
    'The phone number is stored as a number too long for a spreadsheet to keep, so its last digits are lost: format the column as text and enter it again.',
  phoneNumberNegative:
    'The phone number is a number below zero, as a spreadsheet calculates it from digits and signs: format the column as text and enter it again.',
  phoneNumberIsDate:
    'The phone number is a date in the spreadsheet: check that it is in the right column, and format the column as text.',
  phoneNumberUncalculated:
    'The phone number is a formula whose result is not in the file: open it in a spreadsheet program and save it again.',
  phoneNumberRepeated: 'The same phone number stands in a row above.',
  valueMissing: '{column} is missing.',
  valueUnknown: '{column} is not in the list "{list}": correct it, or add it to the list.',
  tooManyColumns: 'The row has {width} columns; Ozonetel takes at most {most}.',
  tooWide:
    'The row has {width} cells and the header {columns} columns: a cell is too many, or a separator stands inside one without quotes.',
  nameTooLong: '{column} has {length} characters; Ozonetel takes at most {most}.',
} as const;

/** What a reason may say besides: written by a release before this one, or by the n8n node of a contact that is an item. */
const OTHERS: readonly string[] = [
  '{column} is none of the known ones: correct it, or add it to "{list}".',
  'The same phone number stands in an item above.',
  'The item has {width} columns; Ozonetel takes at most {most}.',
];

export type RowReason = keyof typeof REASONS;

/** A reason as a sentence. */
export function rowReason(reason: RowReason, values: Readonly<Record<string, string | number>> = {}): string {
  return REASONS[reason].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

/** Characters of a column's name that a problem shows: the user may have given it a megabyte. */
const SHOWN_CHARACTERS = 100;

/** The name of a column as problems show it. */
export function shownColumn(header: string): string {
  return header.length > SHOWN_CHARACTERS ? `${header.slice(0, SHOWN_CHARACTERS - 1)}…` : header;
}

const ANY_REASON = new RegExp(`^(?:${[...Object.values(REASONS), ...OTHERS].map(patternOf).join('|')})`);

/** Whether a text begins with one of our reasons: a row may have several, one behind another. */
export function isRowReason(text: string): boolean {
  return ANY_REASON.test(text);
}

/** What is filled in is short, and no pattern begins with more than one such place. */
function patternOf(template: string): string {
  const literals = template.split(/\{\w+\}/).map((literal) => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return literals.join(`[^]{1,${SHOWN_CHARACTERS}}?`);
}
