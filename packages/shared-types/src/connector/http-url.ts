import { z } from 'zod';
import { encodingFault, lineFault, reportFault } from './stored-text';

const MAX_URL_LENGTH = 8_192;
const TOO_LONG = { error: `must have at most ${MAX_URL_LENGTH} characters`, abort: true };
const NO_HTTP_URL = 'must be an http or https URL';

/** Where a contact file is fetched: userinfo becomes basic authentication, and what was pasted with it is cut. */
export const fileUrlSchema = z
  .string()
  .max(MAX_URL_LENGTH, TOO_LONG)
  .superRefine((text, context) => reportFault(encodingFault(text), context))
  .pipe(z.url({ protocol: /^https?$/, error: NO_HTTP_URL }))
  .meta({ format: 'uri' });

/**
 * Where something is posted to. What would be dropped without a word on the way is refused: a user name, a
 * password, a fragment, and what the URL standard strips.
 */
export const postUrlSchema = z
  .string()
  .max(MAX_URL_LENGTH, TOO_LONG)
  .superRefine((text, context) => reportFault(faultOf(text), context))
  .meta({ format: 'uri' });

function faultOf(text: string): string | undefined {
  const fault = lineFault(text);
  if (fault !== undefined) return fault;
  if (text.trim() !== text) return 'must not begin or end with a space: remove it';
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return NO_HTTP_URL;
  if (/^[^/]+\/[/\\]*[^/\\?#]*@/.test(text))
    return 'must not contain a user name or password, which are never sent: remove what is before the "@"';
  if (text.includes('#'))
    return 'must not contain a fragment, which is never sent: remove "#" and what follows';
  return undefined;
}
