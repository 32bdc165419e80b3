import { z } from 'zod';
import { boundedText } from './stored-text';

/** Headers that belong to the connection or the message (RFC 9110, 7.6.1 and 10.1.1): the HTTP client sets them. */
const CONNECTION_HEADERS = [
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Whether a caller may not set the header of a download, in any case; every `Proxy-…` is one. */
export function isConnectionHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return CONNECTION_HEADERS.includes(lower) || lower.startsWith('proxy-');
}

const MAX_HEADERS = 50;
const MAX_LENGTH = 8_192;

/**
 * The headers of a download: name → value, by RFC 9110, 5.1 and 5.5, without the control characters of Latin-1.
 * Each fault has the header's name as its path.
 */
export const fileHeadersSchema = z
  .record(boundedText(MAX_LENGTH), boundedText(MAX_LENGTH))
  .superRefine((headers, context) => {
    const entries = Object.entries(headers);
    if (entries.length > MAX_HEADERS) {
      context.addIssue({ code: 'custom', message: `must not hold more than ${MAX_HEADERS} headers` });
      return;
    }
    for (const [name, value] of entries) {
      const message = faultOf(name, value);
      if (message !== undefined) context.addIssue({ code: 'custom', path: [name], message });
    }
  })
  .meta({ maxProperties: MAX_HEADERS });

function faultOf(name: string, value: string): string | undefined {
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) return 'is not a valid header name';
  if (isConnectionHeader(name)) return 'cannot be set: the connector sets this header itself';
  if (!/^[\t\x20-\x7e\xa0-\xff]*$/.test(value)) return 'contains a character that a header cannot carry';
  return undefined;
}
