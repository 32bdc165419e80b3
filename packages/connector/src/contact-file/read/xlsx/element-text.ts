import { shortName, XML_CLOSE, XML_OPEN, XML_TEXT, type Tags, type XmlCursor } from './xml-cursor';
import { decodeCellText } from './xml-text';

/** What stands around texts; all else, such as extensions and the reading aids of East Asian texts, is no part of them. */
const CONTAINERS = [shortName('is'), shortName('r')];

const SPACE = 0x20;
const LF = 0x0a;
const CR = 0x0d;

/**
 * The text of one cell or shared string, token by token: the content of its elements of one name. Text in one piece is
 * not copied: its offsets are enough, and it is decoded on demand.
 */
export class ElementText {
  /** Pieces of text so far. */
  pieces = 0;
  /** Offsets of the undecoded text; used while `joined` is undefined. */
  start = 0;
  end = 0;
  /** The decoded text, if it comes in several pieces or in CDATA. */
  joined: string | undefined;
  /** Whether any text so far stood in an indented document: line breaks around it, with spaces, are no part of it. */
  hasIndent = false;
  #element = 0;
  /** Where the attributes of the element are. */
  #attributes = 0;
  #attributesEnd = 0;
  #isInElement = false;
  /** Elements that are open within one whose text is taken, or within one that is passed over. */
  #depth = 0;

  /** @param element whose texts are taken, as `shortName` packs its name */
  begin(element: number): void {
    this.#element = element;
    this.#isInElement = false;
    this.#depth = 0;
    this.pieces = 0;
    this.start = 0;
    this.end = 0;
    this.joined = undefined;
  }

  /** Takes a text that stands between one of these pairs of tags, in the place of all tokens; false if none does. */
  takePlain(cursor: XmlCursor, pairs: readonly Tags[]): boolean {
    for (const tags of pairs) {
      if (!cursor.takeBetween(tags)) continue;
      this.start = cursor.start;
      this.end = cursor.end;
      this.pieces = 1;
      return true;
    }
    return false;
  }

  /** Takes the next token between the tags of the cell or string. */
  take(token: number, cursor: XmlCursor, bytes: Buffer): void {
    if (token === XML_TEXT) {
      if (this.#isInElement) this.#add(cursor, bytes);
    } else if (token === XML_OPEN) {
      this.#open(cursor);
    } else if (token === XML_CLOSE) {
      if (this.#depth > 0) this.#depth -= 1;
      else this.#isInElement = false;
    }
  }

  #open(cursor: XmlCursor): void {
    const isWithin = this.#isInElement || this.#depth > 0;
    if (!isWithin && cursor.name === this.#element) {
      this.#isInElement = true;
      this.#attributes = cursor.end;
      this.#attributesEnd = cursor.tagEnd;
    } else if (isWithin || !CONTAINERS.includes(cursor.name)) {
      this.#depth += 1;
    }
  }

  #add(cursor: XmlCursor, bytes: Buffer): void {
    const { isRaw } = cursor;
    const start = isRaw ? cursor.start : this.#behindIndent(bytes, cursor.start, cursor.end);
    const end = isRaw ? cursor.end : this.#beforeIndent(bytes, start, cursor.end);
    if (this.pieces > 0 || isRaw) {
      const text = bytes.toString('utf8', start, end);
      const before = this.joined ?? decodeCellText(bytes.toString('utf8', this.start, this.end));
      this.joined = before + (isRaw ? text : decodeCellText(text));
    } else {
      this.start = start;
      this.end = end;
    }
    this.pieces += 1;
  }

  #behindIndent(bytes: Buffer, start: number, end: number): number {
    let at = start;
    let hasBreak = false;
    for (; at < end && (bytes[at] ?? 0) <= SPACE; at += 1) hasBreak ||= isBreak(bytes[at]);
    return hasBreak && this.#isIndent(bytes) ? at : start;
  }

  #beforeIndent(bytes: Buffer, start: number, end: number): number {
    let at = end;
    let hasBreak = false;
    for (; at > start && (bytes[at - 1] ?? 0) <= SPACE; at -= 1) hasBreak ||= isBreak(bytes[at - 1]);
    return hasBreak && this.#isIndent(bytes) ? at : end;
  }

  /** Writers say `xml:space="preserve"` where spaces are part of a text. */
  #isIndent(bytes: Buffer): boolean {
    if (bytes.toString('latin1', this.#attributes, this.#attributesEnd).includes('preserve')) return false;
    this.hasIndent = true;
    return true;
  }
}

function isBreak(byte: number | undefined): boolean {
  return byte === LF || byte === CR;
}
