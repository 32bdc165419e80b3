/**
 * Spaces of every kind, control and format characters, what Unicode lets a program leave undrawn, what stands for an
 * object that a copy lost, and what is not a character, such as a byte order mark the wrong way round.
 */
const UNSEEN = String.raw`\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\ufffc`;
const ONLY_UNSEEN = new RegExp(`^[${UNSEEN}]*$`, 'u');
const FIRST_UNSEEN = new RegExp(`^[${UNSEEN}]+`, 'u');
const HALF_CHARACTER = /[\ud800-\udbff]$/;
const EACH_UNSEEN = new RegExp(`[${UNSEEN}]`, 'gu');

/** The names that the Unicode charts give to those that exports and chat programs leave behind. */
const NAMES: Readonly<Record<number, string>> = {
  0x09: 'tab',
  0x0a: 'line feed',
  0x0d: 'carriage return',
  0xa0: 'no-break space',
  0xad: 'soft hyphen',
  0x200b: 'zero width space',
  0x200c: 'zero width non-joiner',
  0x200d: 'zero width joiner',
  0x200e: 'left-to-right mark',
  0x200f: 'right-to-left mark',
  0x202a: 'left-to-right embedding',
  0x202b: 'right-to-left embedding',
  0x202c: 'pop directional formatting',
  0x202d: 'left-to-right override',
  0x202e: 'right-to-left override',
  0x202f: 'narrow no-break space',
  0x2060: 'word joiner',
  0x2066: 'left-to-right isolate',
  0x2067: 'right-to-left isolate',
  0x2069: 'pop directional isolate',
  0xfeff: 'byte order mark',
  0xfffc: 'object replacement character',
};

/** Different characters that one message names. */
export const MAX_NAMED = 3;

/** Whether a text shows nothing: it is empty, or has only spaces and characters that nobody sees. */
export function isBlankText(text: string): boolean {
  return ONLY_UNSEEN.test(text);
}

/** The text without spaces and characters that nobody sees. */
export function withoutUnseen(text: string): string {
  return text.replace(EACH_UNSEEN, '');
}

/** The text without what stands before its first visible character. */
export function trimUnseenStart(text: string): string {
  return text.replace(FIRST_UNSEEN, '');
}

/**
 * The characters of a text that nobody sees, by code point: `U+202A (left-to-right embedding)`; `undefined` where
 * there are none but plain spaces.
 */
export function nameUnseen(text: string): string | undefined {
  const found = new Set(text.match(EACH_UNSEEN));
  found.delete(' ');
  if (found.size === 0) return undefined;
  const names = [...found].slice(0, MAX_NAMED).map(nameOf).join(', ');
  return found.size > MAX_NAMED ? `${names} and others` : names;
}

/** The first characters of a text, so many UTF-16 units at most; no character is cut in two. */
export function beginningOf(text: string, units: number): string {
  return text.slice(0, units).replace(HALF_CHARACTER, '');
}

function nameOf(character: string): string {
  const point = codePointOf(character);
  const name = NAMES[character.codePointAt(0) ?? 0];
  return name === undefined ? point : `${point} (${name})`;
}

/** A character as the Unicode charts number it, such as `U+2013`. */
export function codePointOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
