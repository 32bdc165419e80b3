import { isUtf8 } from 'node:buffer';
import { recogniseContent, RECOGNISED_BYTES, utf16Of, Utf8Tally } from '@ozonetel-bulk-upload/shared-types';

/** A text is in an encoding that its sender states and that cannot be read. */
export class UnreadableCharsetError extends Error {
  override readonly name = 'UnreadableCharsetError';

  constructor(readonly charset: string) {
    super(`The encoding "${charset}" cannot be read.`);
  }
}

/** Names for code pages of Windows that the Encoding Standard lacks. */
const CODE_PAGES: Readonly<Record<string, string>> = { cp932: 'shift_jis', cp936: 'gbk', cp949: 'euc-kr' };
/** Names of encodings, as against slips such as `binary` and `none`, which say nothing. */
const ENCODING_NAMES = /^(?:cp|ibm|dos|ebcdic|x-mac|hz-|iso-|windows-)|^utf-?(?:7|32)/;
/** What servers state by default, without knowing the encoding: then it is guessed. */
const DEFAULTS = ['utf-8', 'windows-1252'];

/** An encoding of the Encoding Standard; undefined if a text in it cannot be read. */
interface Charset {
  readonly label: string;
  readonly encoding: string | undefined;
}

/**
 * What the `charset` of a Content-Type says about a text; undefined if that is no more than can be guessed from its
 * bytes: UTF-8, Windows-1252, or nothing.
 */
function charsetOf(contentType: string): Charset | undefined {
  const label = /;\s*charset\s*=\s*["']?([^\s"';,]+)/i.exec(contentType)?.[1]?.toLowerCase();
  if (label === undefined) return undefined;
  const encoding = encodingOf(CODE_PAGES[label] ?? label);
  if (encoding === undefined) return ENCODING_NAMES.test(label) ? { label, encoding } : undefined;
  return DEFAULTS.includes(encoding) ? undefined : { label, encoding };
}

function encodingOf(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

/** Bytes from the first one beyond ASCII on that show whether a text is UTF-8. */
const SAMPLED_BYTES = 64 * 1024;
const ESCAPE = 0x1b;

/** What converts a text whose Content-Type states an encoding that could not be guessed; undefined if it does not. */
export function createCharsetConverter(contentType: string): CharsetConverter | undefined {
  const charset = charsetOf(contentType);
  return charset === undefined ? undefined : new CharsetConverter(charset);
}

/**
 * Turns a text into UTF-8, piece by piece, from the encoding that its sender states. The bytes are left as they are if
 * they show another: a byte order mark, UTF-8 that is valid for the most part, or something else than a text.
 */
export class CharsetConverter {
  readonly #charset: Charset;
  #kept: Buffer[] = [];
  #keptBytes = 0;
  /** How many bytes must have arrived before the encoding can be decided. */
  #awaited = RECOGNISED_BYTES;
  #isTextSeen = false;
  #isAsItIs = false;
  #decoder: InstanceType<typeof TextDecoder> | undefined;

  constructor(charset: Charset) {
    this.#charset = charset;
  }

  /** @throws UnreadableCharsetError */
  add(piece: Buffer): Buffer {
    if (this.#isAsItIs) return piece;
    if (this.#decoder !== undefined) return Buffer.from(this.#decoder.decode(piece, { stream: true }));
    this.#kept.push(piece);
    this.#keptBytes += piece.length;
    return this.#keptBytes < this.#awaited ? Buffer.alloc(0) : this.#look(false);
  }

  /** @throws UnreadableCharsetError */
  end(): Buffer {
    const rest = this.#kept.length > 0 ? this.#look(true) : Buffer.alloc(0);
    return this.#decoder === undefined ? rest : Buffer.concat([rest, Buffer.from(this.#decoder.decode())]);
  }

  #look(isLast: boolean): Buffer {
    const bytes = Buffer.concat(this.#kept);
    this.#kept = [];
    this.#keptBytes = 0;
    if (!this.#isTextSeen && !this.#mayBeInCharset(bytes)) {
      this.#isAsItIs = true;
      return bytes;
    }
    this.#isTextSeen = true;
    if (this.#isUtf16) return this.#decode(bytes);
    return this.#lookBeyondAscii(bytes, isLast);
  }

  get #isUtf16(): boolean {
    return this.#charset.encoding?.startsWith('utf-16') === true;
  }

  #mayBeInCharset(beginning: Buffer): boolean {
    const hasMark = beginning[0] === 0xef && beginning[1] === 0xbb && beginning[2] === 0xbf;
    if (hasMark || utf16Of(beginning) !== undefined) return false;
    const content = recogniseContent(beginning.subarray(0, RECOGNISED_BYTES));
    // Only the zero bytes of ASCII tell UTF-16, if there are many of them.
    if (this.#isUtf16)
      return content === 'binary' || (content === 'csv' && !isUtf8(withoutCutCharacter(beginning)));
    return content === 'csv';
  }

  /** Encodings have ASCII in common, so that a text is theirs only from its first other byte on. */
  #lookBeyondAscii(bytes: Buffer, isLast: boolean): Buffer {
    const isOther =
      this.#charset.encoding === 'iso-2022-jp'
        ? (byte: number) => byte === ESCAPE
        : (byte: number) => byte > 0x7f;
    const from = bytes.findIndex(isOther);
    if (from === -1) {
      this.#awaited = 1;
      return bytes;
    }
    const sample = bytes.subarray(from);
    if (!isLast && sample.length < SAMPLED_BYTES) {
      this.#kept = [sample];
      this.#keptBytes = sample.length;
      this.#awaited = SAMPLED_BYTES;
      return bytes.subarray(0, from);
    }
    return Buffer.concat([bytes.subarray(0, from), this.#decodeUnlessUtf8(sample, isLast)]);
  }

  #decodeUnlessUtf8(sample: Buffer, isLast: boolean): Buffer {
    const whole = isLast ? sample : withoutCutCharacter(sample);
    if (sample[0] === ESCAPE || !(isUtf8(whole) || isMostlyUtf8(whole))) return this.#decode(sample);
    this.#isAsItIs = true;
    return sample;
  }

  #decode(bytes: Buffer): Buffer {
    const { label, encoding } = this.#charset;
    if (encoding === undefined) throw new UnreadableCharsetError(label);
    this.#decoder = new TextDecoder(encoding, { ignoreBOM: true });
    return Buffer.from(this.#decoder.decode(bytes, { stream: true }));
  }
}

function isMostlyUtf8(bytes: Buffer): boolean {
  const tally = new Utf8Tally();
  tally.add(bytes);
  return tally.isMostlyUtf8;
}

/** Up to before a character in UTF-8 that may go on behind the end. */
function withoutCutCharacter(bytes: Buffer): Buffer {
  for (let cut = 1; cut <= 3; cut += 1) {
    const byte = bytes[bytes.length - cut] ?? 0;
    if (byte >= 0xc0) return bytes.subarray(0, bytes.length - cut);
    if (byte < 0x80) break;
  }
  return bytes;
}
