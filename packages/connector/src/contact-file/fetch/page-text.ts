import {
  detectDelimiter,
  findKnownColumn,
  hasPhoneNumbers,
  recogniseContent,
} from '@ozonetel-bulk-upload/shared-types';

const HTML = /^(?:text\/html|application\/xhtml\+xml)\b/i;

/**
 * Whether a text that is sent as HTML is a page without a tag at its beginning, such as `Please sign in`. Scripts forget
 * to say that they send CSV: that has phone numbers, or at least a column for them.
 */
export function isPageText(contentType: string, beginning: Buffer): boolean {
  if (!HTML.test(contentType) || recogniseContent(beginning) !== 'csv') return false;
  const text = beginning.toString('latin1').replaceAll('\0', '');
  if (text.trim() === '') return false;
  const delimiter = detectDelimiter(text);
  const [header = [], ...rows] = text
    .split(/[\r\n]+/)
    .map((line) => line.replaceAll('"', '').split(delimiter));
  return findKnownColumn(header, 'PhoneNumber') === -1 && !hasPhoneNumbers(header, rows);
}
