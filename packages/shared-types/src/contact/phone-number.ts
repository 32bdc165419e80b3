import type { StoredCell } from './contact-row';
import { beginningOf, codePointOf, MAX_NAMED, withoutUnseen } from './visible-text';

/**
 * The vendor's expression for a phone cell that is not valid. The page gives it as a Java class intersection,
 * `[\W&&[^ \(\)\[\]\.\+\-,]]`; this is the equal plain class (docs/ozonetel-api.md, question 16).
 */
const INVALID_PHONE_CHARACTER = /[^A-Za-z0-9_ ()[\].+\-,]/;

/** What a number of the vendor's home country may or may not begin with, and how many follow it. */
const NATIONAL_NUMBERS = 10 ** 10;
const DEFAULT_COUNTRY_PREFIX = 91 * NATIONAL_NUMBERS;
/** As in `+91 (0)98450 12345`. */
const DEFAULT_COUNTRY_PREFIX_AND_TRUNK = 910 * NATIONAL_NUMBERS;

const DIGIT_0 = 0x30;
/** Digits that a double keeps, whichever they are. */
const EXACT_DIGITS = 15;

/** Characters of a cell that are looked at: it may have a million of them. */
const SEARCHED = 1000;

/** What a spreadsheet or a person may put around a number. */
const WRAPPING = /[\s'"=()[\]]/g;
const SCIENTIFIC =
  /^[+\-\u2212]?[.,]?\d[\d.,]*(?:e\d{1,3}|[ed][+\-\u2212]0*\d{1,3}|[x×*·]10(?:\^[+\-\u2212]?\d{1,3}|[⁺⁻]?[⁰¹²³⁴-⁹]{1,3}))$/i;
/** One among other things in the cell, such as a second number or `(home)`: with a decimal sign, or a plus. */
const AMONG_OTHERS = /\d(?:[.,]\d+e[+\-\u2212]?|e\+)0*\d{1,3}(?!\d)/i;

/**
 * Whether a cell is a number in scientific notation, such as `9.19877E+11` or `9,19877e11`: an export wrote what a
 * spreadsheet showed, and the last digits are lost.
 */
export function isScientific(cell: string): boolean {
  const seen = withoutPadding(cell);
  const text = withoutUnseen(seen);
  return SCIENTIFIC.test(text.replace(WRAPPING, '')) || AMONG_OTHERS.test(text) || AMONG_OTHERS.test(seen);
}

/** The beginning of a cell. Columns of a fixed width, as databases export them, are filled up with spaces. */
function withoutPadding(cell: string): string {
  return beginningOf(cell.replace(/\s{2,}/g, ' '), SEARCHED);
}

/** The whole part of an amount with a comma, a point or a space between its thousands, or with nothing there. */
const whole = (thousands: string) =>
  String.raw`[+-]?(?:\d{1,3}[ -])?(\d{7,}|\d{1,3}(?:[${thousands}]\d{2,3})*[${thousands}]\d{3})`;
/** One decimal, or nothing but zeros: groups of a phone number have more digits, and others than zeros. */
const DECIMALS = new RegExp(`^ *(?:${whole(' ,')}\\.|${whole(' .')},)(?:\\d|0+) *$`);

/**
 * Whether a cell is a number with decimals, such as `9845012345.0` or `9,845,012,345.00`: a program took the phone
 * number for an amount, and with the decimals another one would be dialed.
 */
export function hasDecimals(cell: string): boolean {
  const [, beforePoint, beforeComma] = DECIMALS.exec(withoutPadding(cell)) ?? [];
  return digitsOf(beforePoint ?? beforeComma ?? '') >= FEWEST_DIGITS;
}

/** Whether the vendor accepts the cell; beyond the page, a cell without any digit is refused too. */
export function isPhoneNumber(cell: string): boolean {
  return /[0-9]/.test(cell) && !INVALID_PHONE_CHARACTER.test(cell);
}

/** Whether a cell has digits that are none to the vendor: of Hindi or Arabic, or as wide as a Chinese character. */
export function hasOtherDigits(cell: string): boolean {
  return /(?![0-9])\p{Nd}/u.test(cell);
}

/**
 * The first signs in a cell that the vendor refuses, by code point, as many look like one that it takes:
 * `– (U+2013)`. Letters and digits are the user's own. Undefined where there are none.
 */
export function nameRefusedSigns(cell: string): string | undefined {
  const found = new Set<string>();
  for (const [sign] of beginningOf(cell, SEARCHED).matchAll(/[\p{P}\p{S}]/gu)) {
    if (INVALID_PHONE_CHARACTER.test(sign)) found.add(sign);
    if (found.size === MAX_NAMED) break;
  }
  if (found.size === 0) return undefined;
  return Array.from(found, (sign) => `${sign} (${codePointOf(sign)})`).join(', ');
}

/** Fewer digits than any subscriber's number has (ITU-T E.164 sets no minimum; 7 is the shortest in use). */
export const FEWEST_DIGITS = 7;
/** The most digits that a phone number has, its country code included (ITU-T E.164). */
export const MOST_DIGITS = 15;
/** Digits that a date has at most, years with four. */
export const DATE_DIGITS = 8;
const DATE =
  /^ *(?:(?:19|20)\d\d([-.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])([-.])(?:0?[1-9]|[12]\d|3[01])\2(?:19|20)\d\d) *$/;

/** A spreadsheet calculates such a number when somebody types `+91-9845012345`. */
const NEGATIVE = /^ *-\d{7,} *$/;

/** What is strange about a phone number that the vendor accepts; undefined for most. */
export function findOddity(cell: string): 'short' | 'long' | 'date' | 'words' | 'negative' | undefined {
  const digits = digitsOf(cell);
  if (NEGATIVE.test(cell)) return 'negative';
  if (digits < FEWEST_DIGITS) return 'short';
  if (cell.replace(/[^A-Za-z]+/g, '').length > digits) return 'words';
  if (digits > MOST_DIGITS) return 'long';
  return digits <= DATE_DIGITS && DATE.test(cell) ? 'date' : undefined;
}

/** Whether a cell is the digits of a phone number and nothing but signs between them. */
export function isBarePhoneNumber(cell: string): boolean {
  const digits = digitsOf(cell);
  return /^[\d ()+.-]+$/.test(cell) && digits > DATE_DIGITS && digits <= MOST_DIGITS;
}

/** How many of the digits 0 to 9 a text has. */
export function digitsOf(text: string): number {
  let digits = 0;
  for (let index = 0; index < text.length; index += 1) if (isDigit(text.charCodeAt(index))) digits += 1;
  return digits;
}

/** How many of the digits 0 to 9 a cell has. */
export function countDigits({ bytes, start, end }: StoredCell): number {
  let digits = 0;
  for (let at = start; at < end; at += 1) if (isDigit(bytes[at] ?? 0)) digits += 1;
  return digits;
}

function isDigit(code: number): boolean {
  return code >= DIGIT_0 && code <= DIGIT_0 + 9;
}

/** 1 for every byte of a text in UTF-8 that a phone cell may hold. */
const IS_PHONE_BYTE = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x80 && !INVALID_PHONE_CHARACTER.test(String.fromCharCode(byte)) ? 1 : 0,
);
const POINT = 0x2e;
const COMMA = 0x2c;
const LETTER_A = 0x61;
const LETTER_D = 0x64;
const LETTER_E = 0x65;
const LETTER_Z = 0x7a;
/** The bit in which capitals differ. */
const TO_LOWER = 0x20;

/**
 * The `phoneNumberKey` of a cell that is plainly a phone number, without a string being made of it; -1 where its text
 * must decide.
 */
export function plainPhoneNumberKey(cell: StoredCell | undefined): number {
  if (cell === undefined) return -1;
  const { bytes, start, end } = cell;
  let value = 0;
  let digits = 0;
  /** Without leading zeros, as `phoneNumberKey` counts. */
  let significant = 0;
  let hasLetter = false;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    const digit = byte - DIGIT_0;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digits += 1;
      if (value > 0) significant += 1;
      continue;
    }
    hasLetter ||= isLetter(byte);
    if (IS_PHONE_BYTE[byte] !== 1) return -1;
    if (digits > 0 && isExponentLetter(byte | TO_LOWER)) return -1; // Perhaps scientific notation.
    if (digits >= FEWEST_DIGITS && (byte === POINT || byte === COMMA)) return -1; // Perhaps decimals.
  }
  if (hasLetter && significant < FEWEST_DIGITS) return -1; // Perhaps letters of a number.
  return digits > 0 && significant <= EXACT_DIGITS ? withoutCountry(value) : -1;
}

function isLetter(byte: number): boolean {
  const letter = byte | TO_LOWER;
  return letter >= LETTER_A && letter <= LETTER_Z;
}

/** E, or the D of Fortran. */
function isExponentLetter(letter: number): boolean {
  return letter === LETTER_E || letter === LETTER_D;
}

/**
 * What two spellings of one phone number have in common: the digits, without leading zeros and without the
 * default country prefix. `+91 98765 43210`, `098765-43210` and `9876543210` are one number. The letters of a number
 * such as `1-800-FLOWERS` count, but not those of a remark behind a whole one. A number where one can hold all digits,
 * else text.
 */
export function phoneNumberKey(cell: string): number | string {
  let value = 0;
  let digits = 0;
  for (let index = 0; index < cell.length; index += 1) {
    const digit = cell.charCodeAt(index) - DIGIT_0;
    if (digit < 0 || digit > 9 || (value === 0 && digit === 0)) continue;
    value = value * 10 + digit;
    digits += 1;
  }
  if (digits < FEWEST_DIGITS && /[A-Za-z]/.test(cell))
    return cell.replace(/[^0-9A-Za-z]+/g, '').toUpperCase();
  if (digits > EXACT_DIGITS) return cell.replace(/[^0-9]+/g, '').replace(/^0+/, '');
  return withoutCountry(value);
}

function withoutCountry(value: number): number {
  for (const prefix of [DEFAULT_COUNTRY_PREFIX, DEFAULT_COUNTRY_PREFIX_AND_TRUNK]) {
    const national = value - prefix;
    if (national >= 0 && national < NATIONAL_NUMBERS) return national;
  }
  return value;
}
