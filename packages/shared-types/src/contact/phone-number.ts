/**
 * The vendor's expression for a phone cell that is not valid. The page gives it as a Java class intersection,
 * `[\W&&[^ \(\)\[\]\.\+\-,]]`; this is the equal plain class (field notes, 16).
 */
const INVALID_PHONE_CHARACTER = /[^A-Za-z0-9_ ()[\].+\-,]/;

/** What a number of the vendor's home country may or may not begin with. */
const DEFAULT_COUNTRY_PREFIX = '91';
const NATIONAL_DIGITS = 10;

/** Whether the vendor accepts the cell; beyond the page, a cell without any digit is refused too. */
export function isPhoneNumber(cell: string): boolean {
  return /[0-9]/.test(cell) && !INVALID_PHONE_CHARACTER.test(cell);
}

/**
 * What two spellings of one phone number have in common: the digits, without leading zeros and without the
 * default country prefix. `+91 98765 43210`, `098765-43210` and `9876543210` are one number.
 */
export function phoneNumberKey(cell: string): string {
  const digits = cell.replace(/[^0-9]+/g, '').replace(/^0+(?=[0-9])/, '');
  const hasPrefix =
    digits.length === DEFAULT_COUNTRY_PREFIX.length + NATIONAL_DIGITS &&
    digits.startsWith(DEFAULT_COUNTRY_PREFIX);
  return hasPrefix ? digits.slice(DEFAULT_COUNTRY_PREFIX.length) : digits;
}
