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

/** A number as a spreadsheet shows it: integers in full, others to 15 digits. */
export function printNumber(stored: string): string {
  const value = Number(stored);
  if (stored.trim() === '' || !Number.isFinite(value)) return stored;
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(KEPT_DIGITS)));
}

/** Whether a number has more digits than a spreadsheet can be trusted to have kept. */
export function isImpreciseNumber(stored: string): boolean {
  return Math.abs(Number(stored)) >= 10 ** (KEPT_DIGITS - 1);
}

/** A boolean as a spreadsheet shows it, stored as a number or as a word in any case; what is neither stays. */
export function printBoolean(stored: string): string {
  const value = withoutUnseen(stored).toUpperCase();
  if (value === 'TRUE' || value === 'FALSE') return value;
  const number = Number(value);
  if (value === '' || Number.isNaN(number)) return stored;
  return number === 0 ? 'FALSE' : 'TRUE';
}

/** A number that is shown as a date: `YYYY-MM-DD`, with ` HH:MM:SS` where it has a time, that alone below one day. */
export function printDate(stored: string, is1904: boolean): string {
  const days = Number(stored);
  if (stored.trim() === '' || !Number.isFinite(days) || days < 0 || days > MAX_DAY)
    return printNumber(stored);
  const shift = !is1904 && days < FIRST_TRUE_DAY && days >= 1 ? 1 : 0;
  const milliseconds = Math.round(((days + shift) * DAY_MS) / SECOND_MS) * SECOND_MS;
  const iso = new Date((is1904 ? EPOCH_1904 : EPOCH_1900) + milliseconds).toISOString();
  const date = iso.slice(0, 10);
  const time = iso.slice(11, 19);
  if (days < 1 && !is1904) return time;
  return time === '00:00:00' ? date : `${date} ${time}`;
}
