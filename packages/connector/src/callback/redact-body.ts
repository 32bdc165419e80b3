const SECRET_NAME =
  /(?:api[-_ ]?key|authori[sz]ation|token|pass(?:word|wd|code)|secret|cookie|bearer)[\w-]{0,40}/gi;
const REDACTED = '[redacted]';
/** Names of secrets in a body; from the next one on all of it is blotted out, as no answer has as many. */
const MAX_NAMES = 200;

/** A quote as it may be written: escaped in JSON within JSON, percent-encoded in a form, or both. */
const QUOTE = /(?<escapes>(?:\\|%5C){0,64})(?<quote>["']|%22|%27)/iy;
const BLANK = /(?:\s|\+|%20|%0[9AD]){1,200}/iy;
const SEPARATOR = /[:=]|%3[AD]|>/iy;
/** Where a multipart field's own name is, as against a name in its content. */
const PART_NAME = /name="?$/i;
const PART_NAME_CHARACTERS = 8;

/**
 * A raw callback body as it is kept: its text, with whatever may be a secret blotted out: the values of members,
 * form fields, parts, header lines and elements with a telling name, nested and encoded ones included. One pass: each
 * character is looked at a bounded number of times, whatever the body says. Postgres takes no NUL.
 */
export function redactBody(body: string): string {
  const text = body.replaceAll('\0', '\uFFFD');
  const kept: string[] = [];
  let from = 0;
  let names = 0;
  for (let name = findName(text, 0); name !== undefined; name = findName(text, name.next)) {
    names += 1;
    if (names > MAX_NAMES) return [...kept, text.slice(from, name.start), REDACTED].join('');
    const value = findValue(text, name);
    name.next = Math.max(name.end, value.end);
    if (value.start === value.end) continue;
    kept.push(text.slice(from, value.start), REDACTED);
    from = value.end;
  }
  kept.push(text.slice(from));
  return kept.join('');
}

interface Name {
  readonly start: number;
  readonly end: number;
  readonly isBearer: boolean;
  /** Where the search for the next one begins. */
  next: number;
}

/** What is to be blotted out; empty if the name has no value. `end` is how far it was looked for. */
interface Span {
  readonly start: number;
  readonly end: number;
}

function findName(text: string, from: number): Name | undefined {
  SECRET_NAME.lastIndex = from;
  const found = SECRET_NAME.exec(text);
  if (found === null) return undefined;
  const end = found.index + found[0].length;
  return { start: found.index, end, isBearer: /^bearer$/i.test(found[0]), next: end };
}

function findValue(text: string, { start, end, isBearer }: Name): Span {
  const closing = match(QUOTE, text, end);
  const isPart = PART_NAME.test(text.slice(Math.max(0, start - PART_NAME_CHARACTERS), start));
  if (isPart) return partValue(text, end);
  const afterName = skipBlanks(text, end + (closing?.[0].length ?? 0));
  const separator = match(SEPARATOR, text, afterName);
  if (separator === null) {
    if (!isBearer || afterName === end) return { start: afterName, end: afterName };
    return { start: afterName, end: search(/[\s"'&<,;]|%[0-9A-F]{2}/gi, text, afterName) };
  }
  const at = skipBlanks(text, afterName + separator[0].length);
  const opening = match(QUOTE, text, at);
  if (opening !== null) return quotedValue(text, at, opening);
  if (text[at] === '{' || text[at] === '[') return { start: at, end: endOfNested(text, at) };
  return { start: at, end: endOfBare(text, at, closing?.[0], separator[0]) };
}

/** Up to the same quote, escaped as often. If there is none, all that follows. */
function quotedValue(text: string, at: number, opening: RegExpExecArray): Span {
  const start = at + opening[0].length;
  const quote = opening.groups?.['quote'] ?? '"';
  const level = countEscapes(opening.groups?.['escapes'] ?? '');
  for (let end = text.indexOf(quote, start); end !== -1; end = text.indexOf(quote, end + quote.length)) {
    const escapes = escapesBefore(text, end, start);
    // A backslash in the value is written as two at each level, so that only this many close it.
    if (escapes.count % (2 * (level + 1)) === level) return { start, end: end - lengthOf(escapes, level) };
  }
  return { start, end: text.length };
}

interface Escapes {
  readonly count: number;
  readonly characters: number;
}

function escapesBefore(text: string, end: number, start: number): Escapes {
  let at = end;
  let count = 0;
  for (;;) {
    if (at - 1 >= start && text[at - 1] === '\\') at -= 1;
    else if (at - 3 >= start && /^%5c$/i.test(text.slice(at - 3, at))) at -= 3;
    else return { count, characters: end - at };
    count += 1;
  }
}

function countEscapes(escapes: string): number {
  return escapes.replaceAll(/%5C/gi, '\\').length;
}

/** Characters of the escapes that belong to the closing quote. */
function lengthOf({ count, characters }: Escapes, level: number): number {
  return count === 0 ? 0 : (characters / count) * level;
}

/** An object or array, to the bracket that closes it. Brackets in its texts count as well. */
function endOfNested(text: string, at: number): number {
  let depth = 0;
  for (let end = at; end < text.length; end += 1) {
    const character = text[end];
    if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth === 0) return end + 1;
  }
  return text.length;
}

function endOfBare(text: string, at: number, closing: string | undefined, separator: string): number {
  if (separator === '>') return search(/</g, text, at);
  if (closing === undefined && separator === ':') return search(/[\r\n&"<]/g, text, at);
  if (closing === undefined) return search(/[\r\n&"<]|%22|%0[AD]/gi, text, at);
  return search(/[\r\n&<,}\]]|%2C|%7D|%5D/gi, text, at);
}

/** A multipart field's value: what is between the blank line under its headers and the next boundary. */
function partValue(text: string, from: number): Span {
  const blank = search(/\r?\n\r?\n|\r?\n--/g, text, from);
  const lineEnds = match(/\r?\n\r?\n/y, text, blank);
  if (lineEnds === null) return { start: blank, end: blank };
  const start = blank + lineEnds[0].length;
  return { start, end: search(/\r?\n--/g, text, start) };
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  for (let blank = match(BLANK, text, at); blank !== null; blank = match(BLANK, text, at))
    at += blank[0].length;
  return at;
}

/** Where the pattern is next, or the end of the text. */
function search(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

function match(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}
