import type { Readable } from 'node:stream';
import { createContentDecoder } from '../net/content-decoder';

/** Enough to tell an answer of n8n from another, and from a page. */
const READ_CHARACTERS = 4096;
/** White space before that is skipped, up to here. */
const MAX_BYTES = 64 * 1024;

/**
 * The first characters of a body from its first one that is not white space, as latin1 without NULs, so that UTF-16
 * reads like ASCII. Undefined where the body broke off before that, or holds nothing else within bounds.
 */
export async function readBeginning(
  body: Readable,
  coding: string | string[] | undefined,
): Promise<string | undefined> {
  let text = '';
  let bytes = 0;
  let isWhole = true;
  try {
    for await (const chunk of decode(body, String(coding ?? '')) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      text = (text + chunk.toString('latin1').replaceAll('\0', '')).trimStart().slice(0, READ_CHARACTERS);
      isWhole = bytes < MAX_BYTES;
      if (text.length === READ_CHARACTERS || !isWhole) break;
    }
  } catch {
    isWhole = false;
  } finally {
    body.destroy();
  }
  return text === '' && !isWhole ? undefined : text;
}

/** None was asked for, and some proxies compress all the same. */
function decode(body: Readable, coding: string): Readable {
  const decoder = createContentDecoder(coding);
  if (decoder === undefined) return body;
  body.on('error', (error) => decoder.destroy(error));
  return body.pipe(decoder);
}
