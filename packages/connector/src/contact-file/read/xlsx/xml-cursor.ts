/** What `next` found. */
export const XML_END = 0;
export const XML_OPEN = 1;
export const XML_EMPTY = 2;
export const XML_CLOSE = 3;
export const XML_TEXT = 4;

const SPACE = 0x20;
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
/** How markup that begins with `<!` or `<?` ends: with a `>` behind `times` of `byte`. */
interface SpecialMarkup {
  readonly byte: number;
  readonly times: number;
  /** Bytes before the first that may belong to its end. */
  readonly opening: number;
}

const CDATA: SpecialMarkup = { byte: END_BRACKET, times: 2, opening: '<![CDATA['.length };
const COMMENT: SpecialMarkup = { byte: DASH, times: 2, opening: '<!--'.length };
const INSTRUCTION: SpecialMarkup = { byte: QUESTION, times: 1, opening: '<?x'.length };
const DECLARATION: SpecialMarkup = { byte: 0, times: 0, opening: '<!'.length };

/** What stands before a text and behind it, as bytes. */
export interface Tags {
  readonly opening: Buffer;
  readonly closing: Buffer;
}

export function tagsOf(opening: string, closing: string): Tags {
  return { opening: Buffer.from(opening), closing: Buffer.from(closing) };
}

/** Letters of a name that fit into one number. */
const SHORT_NAME_BYTES = 4;

/** Local names of up to four letters as one number, so that tags are compared as integers. */
export function shortName(name: string): number {
  return Array.from(name).reduce((packed, letter) => (packed << 8) | letter.charCodeAt(0), 0);
}

/**
 * Goes through the tags and texts of a piece of XML in UTF-8, byte by byte and without copying. Prefixes are
 * ignored, comments, instructions and declarations skipped, entities left as they are.
 */
export class XmlCursor {
  /** Of a tag: its local name, as `shortName` packs it; 0 if it is longer than four letters. */
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

  /** Moves on; XML_END if the next token is not whole in this piece, `position` is then where it begins. */
  next(): number {
    const bytes = this.#bytes;
    for (;;) {
      if (this.position >= this.#length) return XML_END;
      if (bytes[this.position] !== LT) return this.#nextText();
      const second = bytes[this.position + 1];
      if (second !== BANG && second !== QUESTION) return this.#nextTag();
      const markup = this.#specialMarkup();
      if (markup === CDATA) return this.#nextCdata();
      if (!this.#skip(markup)) return XML_END;
    }
  }

  #nextText(): number {
    const start = this.position;
    let at = start;
    while (at < this.#length && this.#bytes[at] !== LT) at += 1;
    if (at >= this.#length) return XML_END;
    this.start = start;
    this.end = at;
    this.isRaw = false;
    this.position = at;
    return XML_TEXT;
  }

  #nextTag(): number {
    const isClose = this.#bytes[this.position + 1] === SLASH;
    this.#readName(this.position + (isClose ? '</'.length : '<'.length));
    const close = this.#findTagEnd(this.end);
    if (close >= this.#length) return XML_END;
    this.position = close + 1;
    this.tagEnd = close;
    if (isClose) return XML_CLOSE;
    if (this.#bytes[close - 1] !== SLASH) return XML_OPEN;
    this.tagEnd = close - 1;
    return XML_EMPTY;
  }

  /** Finds the local name of a tag whose name begins at `from`. */
  #readName(from: number): void {
    const bytes = this.#bytes;
    let start = from;
    let packed = 0;
    let at = from;
    for (; at < this.#length; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte <= SPACE || byte === GT || byte === SLASH) break;
      if (byte === COLON) {
        start = at + 1;
        packed = 0;
      } else packed = (packed << 8) | byte;
    }
    this.start = start;
    this.end = at;
    this.name = at - start <= SHORT_NAME_BYTES ? packed : 0;
  }

  /** Where the `>` of a tag is, behind its name and outside of quotes; where this piece ends if it is not in it. */
  #findTagEnd(from: number): number {
    const bytes = this.#bytes;
    let at = from;
    while (at < this.#length) {
      const byte = bytes[at];
      if (byte === GT) return at;
      if (byte === DOUBLE_QUOTE || byte === SINGLE_QUOTE) {
        at += 1;
        while (at < this.#length && bytes[at] !== byte) at += 1;
      }
      at += 1;
    }
    return this.#length;
  }

  /**
   * Takes a text that stands between exactly these tags, the way that nearly every program writes it: `start`, `end` and
   * `isRaw` then describe the text, and the position is behind the tags.
   * @returns false, and nothing is taken, if it is written otherwise, is empty, has white space at its beginning or end,
   * or is not whole in this piece
   */
  takeBetween({ opening, closing }: Tags): boolean {
    const bytes = this.#bytes;
    const start = this.position + opening.length;
    if (!startsWith(bytes, this.position, opening)) return false;
    let end = start;
    while (end < this.#length && bytes[end] !== LT) end += 1;
    if (end + closing.length > this.#length || !startsWith(bytes, end, closing)) return false;
    if ((bytes[start] ?? 0) <= SPACE || (bytes[end - 1] ?? 0) <= SPACE || start === end) return false;
    this.start = start;
    this.end = end;
    this.isRaw = false;
    this.position = end + closing.length;
    return true;
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
      while (at < this.tagEnd && (bytes[at] ?? 0) <= SPACE) at += 1;
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

  /** What begins with `<!` or `<?` at `position`. */
  #specialMarkup(): SpecialMarkup {
    if (this.#bytes[this.position + 1] === QUESTION) return INSTRUCTION;
    const third = this.#bytes[this.position + 2];
    if (third === BRACKET) return CDATA;
    return third === DASH ? COMMENT : DECLARATION;
  }

  #nextCdata(): number {
    const start = this.position + CDATA.opening;
    if (!this.#skip(CDATA)) return XML_END;
    this.start = start;
    this.end = this.position - ']]>'.length;
    this.isRaw = true;
    return XML_TEXT;
  }

  /** Goes behind special markup; false if it is not whole in this piece. */
  #skip({ byte, times, opening }: SpecialMarkup): boolean {
    const bytes = this.#bytes;
    let at = this.position + opening + times;
    while (at < this.#length && !(bytes[at] === GT && isRepeated(bytes, at, byte, times))) at += 1;
    if (at >= this.#length) return false;
    this.position = at + 1;
    return true;
  }
}

function startsWith(bytes: Buffer, from: number, beginning: Buffer): boolean {
  for (let index = 0; index < beginning.length; index += 1) {
    if (bytes[from + index] !== beginning[index]) return false;
  }
  return true;
}

/** Whether the bytes before `at` are `byte`, so many times. */
function isRepeated(bytes: Buffer, at: number, byte: number, times: number): boolean {
  for (let back = 1; back <= times; back += 1) if (bytes[at - back] !== byte) return false;
  return true;
}
