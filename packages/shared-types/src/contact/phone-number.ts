/**
 * The vendor's expression for a phone cell that is not valid. The page gives it as a Java class intersection,
 * `[\W&&[^ \(\)\[\]\.\+\-,]]`; this is the equal plain class (field notes, 16).
 */
const INVALID_PHONE_CHARACTER = /[^A-Za-z0-9_ ()[\].+\-,]/;

/** Whether the vendor accepts the cell; beyond the page, a cell without any digit is refused too. */
export function isPhoneNumber(cell: string): boolean {
  return /[0-9]/.test(cell) && !INVALID_PHONE_CHARACTER.test(cell);
}
