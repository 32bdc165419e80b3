import { ContactFileError } from '../contact-file-error';
import { firstField } from './header-field';

/**
 * Where a redirect leads.
 * @param location the header as undici reads it: each byte as a character
 * @throws ContactFileError if it says nothing, or leads from https down to http
 */
export function redirectTarget(from: URL, location: string | string[] | undefined): URL {
  const address = escapeRaw(firstField(location));
  const target = address === '' || !URL.canParse(address, from.href) ? undefined : new URL(address, from);
  if (target === undefined) {
    throw new ContactFileError('file_unreachable', `${from.host} redirects without saying where to.`);
  }
  if (from.protocol === 'https:' && target.protocol === 'http:') {
    throw new ContactFileError(
      'file_address_refused',
      `${from.host} redirects from https to http, where anyone on the way could read the contacts. Use a link that stays on https.`,
    );
  }
  return target;
}

/** Headers are ASCII by the standard; of what is not, browsers ask for the very bytes, whatever their encoding. */
function escapeRaw(text: string): string {
  return text.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
}
