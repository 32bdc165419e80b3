import { withoutUnseen } from '@ozonetel-bulk-upload/shared-types';

const DAY_MS = 86_400_000;
const SECOND_MS = 1000;
/** Excel's day 0; it takes 1900 for a leap year, so days before March of it are one off. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
const FIRST_TRUE_DAY = 61;
const MAX_DAY = 2_958_465;

/** Digits that a spreadsheet keeps of a number; more are zeros or wrong. */
const KEPT_DIGITS = 15;

/** As spreadsheets write numbers (XML Schema, `double`): they know no `0x1F`. */
const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

/** The number in a cell; NaN if it is none that a spreadsheet reads. */
export function readNumber(stored: string): number {
  return DECIMAL.test(stored) ? Number(stored) : Number.NaN;
}

/** A number as a spreadsheet shows it: integers in full, others to 15 digits. */
export function printNumber(stored: string): string {
  const value = readNumber(stored);
  if (!Number.isFinite(value)) return stored;
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(KEPT_DIGITS)));
}

/** Whether a number has more digits than a spreadsheet can be trusted to have kept. */
export function isImpreciseNumber(stored: string): boolean {
  return Math.abs(readNumber(stored)) >= 10 ** KEPT_DIGITS;
}

/** Whether a number has decimals within the digits that a spreadsheet keeps. */
export function hasFraction(stored: string): boolean {
  const value = readNumber(stored);
  return Number.isFinite(value) && !Number.isInteger(Number(value.toPrecision(KEPT_DIGITS)));
}

/** The most digits that programs show in scientific notation by themselves, and the fewest of a number they show so. */
const SHOWN_DIGITS = 7;
const FEWEST_SHORTENED = 10 ** 9;

/** Whether all digits behind those that scientific notation shows are zeros: it was read from a text that had no others. */
export function isShortened(stored: string): boolean {
  const value = Math.abs(readNumber(stored));
  return value >= FEWEST_SHORTENED && Number(value.toPrecision(SHOWN_DIGITS)) === value;
}

/** A boolean as a spreadsheet shows it, stored as a number or as a word in any case; what is neither stays. */
export function printBoolean(stored: string): string {
  const value = withoutUnseen(stored).toUpperCase();
  if (value === 'TRUE' || value === 'FALSE') return value;
  const number = readNumber(value);
  if (Number.isNaN(number)) return stored;
  return number === 0 ? 'FALSE' : 'TRUE';
}

const ISO_DATE = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.\d+)?Z?)?$/;

/** A date that is stored as text (ISO 8601), as `printDate` prints those that are numbers; all else as it is stored. */
export function printIsoDate(stored: string): string {
  const [, date, time = '00:00:00'] = ISO_DATE.exec(stored.trim()) ?? [];
  if (date === undefined) return stored;
  return time === '00:00:00' ? date : `${date} ${time}`;
}

/** Whether a number can be a date at all; others are shown as they are. */
export function isDay(stored: string): boolean {
  const days = readNumber(stored);
  return days >= 0 && days <= MAX_DAY;
}

/** A number that is shown as a date: `YYYY-MM-DD`, with ` HH:MM:SS` where it has a time, that alone below one day. */
export function printDate(stored: string, is1904: boolean): string {
  if (!isDay(stored)) return printNumber(stored);
  const days = readNumber(stored);
  const shift = !is1904 && days < FIRST_TRUE_DAY && days >= 1 ? 1 : 0;
  const milliseconds = Math.round(((days + shift) * DAY_MS) / SECOND_MS) * SECOND_MS;
  const iso = new Date((is1904 ? EPOCH_1904 : EPOCH_1900) + milliseconds).toISOString();
  const date = iso.slice(0, 10);
  const time = iso.slice(11, 19);
  if (days < 1 && !is1904) return time;
  return time === '00:00:00' ? date : `${date} ${time}`;
}
