const FEWEST_DIGITS = 7;
/** More digits in a row than a date in the name of a campaign has. */
const DIGITS_WITHIN_TEXT = /\d(?:[\s().-]?\d){9}/;
const PHONE_CHARACTERS = /^[+\d\s().\-/]+$/;
const UPLOAD_ID = /^\w+_[\w-]+$/;

/** Whether a text that would go into an address may be somebody's phone number. */
export function looksLikePhoneNumber(text: string): boolean {
  if (UPLOAD_ID.test(text) && !/_\d+$/.test(text)) return false;
  const digits = text.replace(/\D/g, '').length;
  return (PHONE_CHARACTERS.test(text) && digits >= FEWEST_DIGITS) || DIGITS_WITHIN_TEXT.test(text);
}
