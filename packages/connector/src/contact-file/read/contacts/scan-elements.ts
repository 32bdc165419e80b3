const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/**
 * Finds the whole objects of a JSON array in a piece of it that begins outside an object: `start` is where the
 * first begins, `end` is behind the last whole one. Both are `end` of what may be dropped where there is none.
 */
export function scanElements(bytes: Buffer, length: number): { start: number; end: number } {
  let start = -1;
  let end = 0;
  let depth = 0;
  for (let at = 0; at < length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at += 1;
      while (at < length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
    } else if (byte === OPEN) {
      if (start === -1) start = at;
      depth += 1;
    } else if (byte === CLOSE) {
      depth -= 1;
      if (depth === 0) end = at + 1;
    }
  }
  return end === 0 ? { start: 0, end: 0 } : { start, end };
}
