import { isUtf8 } from 'node:buffer';
import { ContactFileError } from '../contact-file-error';

/**
 * Where a redirect leads.
 * @param location the header as undici reads it: each byte as a character
 * @throws ContactFileError where it says nothing, or leads from https down to http
 */
export function redirectTarget(from: URL, location: string | string[] | undefined): URL {
  const text = [location ?? []].flat()[0]?.trim() ?? '';
  const address = decodeRaw(text);
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

/** Headers are ASCII by the standard; browsers take what is not for UTF-8, and what is not that for Latin-1. */
function decodeRaw(text: string): string {
  const bytes = Buffer.from(text, 'latin1');
  return isUtf8(bytes) && bytes.toString('latin1') === text ? bytes.toString('utf8') : text;
}
