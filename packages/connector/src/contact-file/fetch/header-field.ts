/**
 * A field of a header without spaces and tabs around it (RFC 9110, 5.5). `trim` takes U+00A0 for a space, too: as undici
 * reads headers, that is a byte, and the last one of many characters in UTF-8.
 */
export function trimField(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text[start])) start += 1;
  while (end > start && isSpace(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

/** The value of a header as undici reads it, of several the first; empty if there is none. */
export function firstField(header: string | string[] | undefined): string {
  return trimField([header ?? []].flat()[0] ?? '');
}

const isSpace = (character: string | undefined) => character === ' ' || character === '\t';
