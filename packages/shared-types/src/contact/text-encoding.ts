import { utf16Of } from './recognise-content';

export interface TextEncoding {
  readonly name: 'utf-8' | 'damaged utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  /** Bytes of the byte order marks that the text begins with. */
  readonly markBytes: number;
}

const MARKS = {
  'utf-8': [0xef, 0xbb, 0xbf],
  'utf-16le': [0xff, 0xfe],
  'utf-16be': [0xfe, 0xff],
} as const;

const REPLACEMENT = '\ufffd';

/** The encoding of a text by its beginning. UTF-8 is an assumption: see `Utf8Tally`. */
export function assumeEncoding(beginning: Uint8Array): TextEncoding {
  const name = utf16Of(beginning) ?? 'utf-8';
  return { name, markBytes: countMarkBytes(beginning, MARKS[name]) };
}

/** Some programs put a mark before a text that has one already. */
function countMarkBytes(beginning: Uint8Array, mark: readonly number[]): number {
  let end = 0;
  while (mark.every((byte, index) => beginning[end + index] === byte)) end += mark.length;
  return end;
}

/**
 * The encoding of a text that was assumed to be UTF-8 and is not valid.
 * @param isMostlyUtf8 what `Utf8Tally` says of the whole text
 */
export function encodingOfInvalidUtf8(assumed: TextEncoding, isMostlyUtf8: boolean): TextEncoding {
  if (assumed.markBytes > 0 || isMostlyUtf8) return { ...assumed, name: 'damaged utf-8' };
  return { name: 'windows-1252', markBytes: 0 };
}

/** Of Windows-1252: the quotes, dashes and spaces that stand behind letters. */
const SIGNS = new Set([
  ...[0x82, 0x84, 0x85, 0x8b, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97],
  ...[0x99, 0x9b, 0xa0, 0xab, 0xad, 0xbb],
]);
/** Before it, UTF-8 begins with what is `Â` or `Ã` in Windows-1252: no word ends with those and has a sign behind. */
const FIRST_AFTER_LETTER = 0x100;
const FIRST_OF_THREE_BYTES = 0x800;
const FIRST_OF_FOUR_BYTES = 0x10000;

/** Whether a character in UTF-8 may as well be a letter of Windows-1252 and signs behind it, as in `RENÉ’S`. */
function mayBeWindows1252(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code < FIRST_AFTER_LETTER || code >= FIRST_OF_FOUR_BYTES) return false;
  return isSign(code) && (code < FIRST_OF_THREE_BYTES || isSign(code >> 6));
}

/** Whether the six bits that a byte of UTF-8 holds make it a sign of Windows-1252. */
function isSign(code: number): boolean {
  return SIGNS.has(0x80 | (code & 0x3f));
}

/**
 * Whether a text that is not valid UTF-8 is mostly UTF-8, as where an export cut a character in two. As
 * Windows-1252 every other name in it would be garbled. What is a letter and a quote there does not count.
 */
export class Utf8Tally {
  readonly #decoder = new TextDecoder();
  #whole = 0;
  #broken = 0;

  add(chunk: Uint8Array): void {
    const text = this.#decoder.decode(chunk, { stream: true });
    for (const [character] of text.matchAll(/[^\0-\x7f]/gu)) {
      if (character === REPLACEMENT) this.#broken += 1;
      else if (!mayBeWindows1252(character)) this.#whole += 1;
    }
    // One that another program has put in the place of a broken character is whole.
    const written = countReplacements(chunk);
    this.#broken -= written;
    this.#whole += written;
  }

  /** One of each is enough: a broken byte may be anything. */
  get isMostlyUtf8(): boolean {
    return this.#whole > 0 && this.#whole >= this.#broken;
  }
}

function countReplacements(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(0xef); at !== -1; at = bytes.indexOf(0xef, at + 1))
    if (bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd) count += 1;
  return count;
}

/** Turns the pieces of a text, its marks left out, into UTF-8. */
export class TextTranscoder {
  readonly #decoder: InstanceType<typeof TextDecoder>;
  readonly #isUtf16: boolean;
  #bytes = 0;

  constructor({ name }: TextEncoding) {
    this.#decoder = new TextDecoder(name === 'damaged utf-8' ? 'utf-8' : name, { ignoreBOM: true });
    this.#isUtf16 = name.startsWith('utf-16');
  }

  add(chunk: Uint8Array): Buffer {
    this.#bytes += chunk.length;
    return Buffer.from(this.#decoder.decode(chunk, { stream: true }));
  }

  end(): Buffer {
    const rest = this.#decoder.decode();
    // Half a character of UTF-16, such as the Ctrl-Z of DOS in one byte.
    return this.#isUtf16 && this.#bytes % 2 === 1 ? Buffer.alloc(0) : Buffer.from(rest);
  }
}

/** A text in UTF-8. */
export interface DecodedText {
  readonly utf8: Buffer;
  /** Whether the text was UTF-8 without a byte order mark before. */
  readonly isUnchanged: boolean;
}

/** A whole text as UTF-8 without marks: UTF-16 and UTF-8 as such, damaged or not, all else as Windows-1252. */
export function decodeText(content: Buffer): DecodedText {
  const assumed = assumeEncoding(content);
  if (assumed.name === 'utf-8' && isValidUtf8(content)) {
    return { utf8: content.subarray(assumed.markBytes), isUnchanged: assumed.markBytes === 0 };
  }
  const encoding = assumed.name === 'utf-8' ? encodingOfInvalidUtf8(assumed, isMostlyUtf8(content)) : assumed;
  const transcoder = new TextTranscoder(encoding);
  const text = transcoder.add(content.subarray(encoding.markBytes));
  return { utf8: Buffer.concat([text, transcoder.end()]), isUnchanged: false };
}

function isValidUtf8(content: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(content);
    return true;
  } catch {
    return false;
  }
}

function isMostlyUtf8(content: Uint8Array): boolean {
  const tally = new Utf8Tally();
  tally.add(content);
  return tally.isMostlyUtf8;
}
