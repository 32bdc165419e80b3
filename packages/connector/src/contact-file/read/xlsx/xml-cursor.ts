/** What `next` found. */
export const XML_END = 0;
export const XML_OPEN = 1;
export const XML_EMPTY = 2;
export const XML_CLOSE = 3;
export const XML_TEXT = 4;

const LT = 0x3c;
const GT = 0x3e;
const SLASH = 0x2f;
const COLON = 0x3a;
const EQUALS = 0x3d;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;
const BANG = 0x21;
const QUESTION = 0x3f;
const DASH = 0x2d;
const BRACKET = 0x5b;
const END_BRACKET = 0x5d;
const CDATA_BYTES = '<![CDATA['.length;

/** Local names of up to four letters as one number, so that a tag is told by a comparison of integers. */
export function shortName(name: string): number {
  return Array.from(name).reduce((packed, letter) => (packed << 8) | letter.charCodeAt(0), 0);
}

/**
 * Goes through the tags and texts of a piece of XML in UTF-8, byte by byte and without copying. Prefixes are
 * ignored, comments, instructions and declarations skipped, entities left as they are.
 */
export class XmlCursor {
  /** Of a tag: its local name, as `shortName` packs it; 0 where it is longer than four letters. */
  name = 0;
  /** Of a tag: its local name; of a text: the text. */
  start = 0;
  end = 0;
  /** Of a tag: where its attributes end. */
  tagEnd = 0;
  /** Whether a text is a CDATA section, in which `&` means itself. */
  isRaw = false;
  /** Where the token behind the one that `next` found begins. */
  position = 0;

  #bytes: Buffer = Buffer.alloc(0);
  #length = 0;

  reset(bytes: Buffer, length: number, position = 0): void {
    this.#bytes = bytes;
    this.#length = length;
    this.position = position;
  }

  /** Moves on; XML_END where the next token is not whole in this piece, `position` is then where it begins. */
  next(): number {
    const bytes = this.#bytes;
    const length = this.#length;
    let at = this.position;
    if (at >= length) return XML_END;
    if (bytes[at] !== LT) {
      while (at < length && bytes[at] !== LT) at += 1;
      if (at >= length) return XML_END;
      this.start = this.position;
      this.end = at;
      this.isRaw = false;
      this.position = at;
      return XML_TEXT;
    }
    at += 1;
    const first = bytes[at];
    if (first === BANG || first === QUESTION) return this.#nextSpecial();
    const isClose = first === SLASH;
    if (isClose) at += 1;
    let start = at;
    let name = 0;
    let byte = 0;
    while (at < length) {
      byte = bytes[at] ?? 0;
      if (byte === COLON) {
        start = at + 1;
        name = 0;
      } else if (byte <= 0x20 || byte === GT || byte === SLASH) break;
      else name = (name << 8) | byte;
      at += 1;
    }
    this.start = start;
    this.end = at;
    this.name = at - start <= 4 ? name : 0;
    while (at < length && byte !== GT) {
      if (byte === DOUBLE_QUOTE || byte === SINGLE_QUOTE) {
        at += 1;
        while (at < length && bytes[at] !== byte) at += 1;
      }
      at += 1;
      byte = bytes[at] ?? 0;
    }
    if (at >= length) return XML_END;
    this.position = at + 1;
    this.tagEnd = at;
    if (isClose) return XML_CLOSE;
    if (bytes[at - 1] !== SLASH) return XML_OPEN;
    this.tagEnd = at - 1;
    return XML_EMPTY;
  }

  /** The local name of the tag, of any length. */
  localName(): string {
    return this.#bytes.toString('latin1', this.start, this.end);
  }

  /** All attributes of the tag, as they are written. */
  attributes(): Map<string, string> {
    const found = new Map<string, string>();
    const bytes = this.#bytes;
    let at = this.end;
    while (at < this.tagEnd) {
      while (at < this.tagEnd && (bytes[at] ?? 0) <= 0x20) at += 1;
      const start = at;
      while (at < this.tagEnd && bytes[at] !== EQUALS) at += 1;
      const name = bytes.toString('latin1', start, at).trim();
      while (at < this.tagEnd && bytes[at] !== DOUBLE_QUOTE && bytes[at] !== SINGLE_QUOTE) at += 1;
      const quote = bytes[at];
      const value = at + 1;
      at = value;
      while (at < this.tagEnd && bytes[at] !== quote) at += 1;
      if (name !== '') found.set(name, bytes.toString('utf8', value, at));
      at += 1;
    }
    return found;
  }

  #nextSpecial(): number {
    for (let token = this.#special(); ; token = this.#special()) {
      if (token !== undefined) return token;
      const second = this.position + 1 < this.#length ? this.#bytes[this.position + 1] : 0;
      // A run of comments is gone through here: each as a call of its own would fill the stack.
      if (this.#bytes[this.position] !== LT || (second !== BANG && second !== QUESTION)) return this.next();
    }
  }

  /** Goes behind a comment, an instruction or a declaration, or finds the text of a CDATA section. */
  #special(): number | undefined {
    const bytes = this.#bytes;
    const from = this.position;
    const third = bytes[from + 2];
    const isSection = third === BRACKET;
    // What must stand twice, or for an instruction once, before the `>` that closes it.
    const closing =
      bytes[from + 1] === QUESTION ? QUESTION : isSection ? END_BRACKET : third === DASH ? DASH : 0;
    const times = closing === 0 ? 0 : closing === QUESTION ? 1 : 2;
    let at = from + (isSection ? CDATA_BYTES : 2 + times) + times;
    while (at < this.#length && !(bytes[at] === GT && isRepeated(bytes, at, closing, times))) at += 1;
    if (at >= this.#length) return XML_END;
    this.position = at + 1;
    if (!isSection) return undefined;
    this.start = from + CDATA_BYTES;
    this.end = at - times;
    this.isRaw = true;
    return XML_TEXT;
  }
}

/** Whether the bytes before `at` are `byte`, so many times. */
function isRepeated(bytes: Buffer, at: number, byte: number, times: number): boolean {
  for (let back = 1; back <= times; back += 1) if (bytes[at - back] !== byte) return false;
  return true;
}
