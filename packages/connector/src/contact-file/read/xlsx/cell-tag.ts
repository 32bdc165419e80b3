/** What a cell holds, by the attribute `t` of its tag (ECMA-376, ST_CellType). */
export const CELL_NUMBER = 0;
export const CELL_SHARED = 1;
export const CELL_TEXT = 2;
export const CELL_INLINE = 3;
export const CELL_BOOLEAN = 4;
export const CELL_DATE = 5;
/** A formula whose result the file does not hold; no type of the standard. */
export const CELL_UNCALCULATED = 6;

const SPACE = 0x20;
const QUOTE = 0x22;
const DOLLAR = 0x24;
const EQUALS = 0x3d;
const LETTER_B = 0x62;
const LETTER_D = 0x64;
const LETTER_E = 0x65;
const LETTER_H = 0x68;
const LETTER_I = 0x69;
const LETTER_R = 0x72;
const LETTER_S = 0x73;
const LETTER_T = 0x74;
const UPPER_A = 0x41;
const UPPER_Z = 0x5a;
/** Clears the bit by which lowercase letters differ from uppercase ones. */
const TO_UPPER = 0xdf;
/** Sets it. */
const TO_LOWER = 0x20;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/** More than a sheet has; letters that go on are no column. */
const MAX_COLUMN = 0xffff;

/** In the place of a number that a tag does not give. */
export const NOT_GIVEN = -1;

/** The attributes of the tag of a cell or a row, read from its bytes. Spaces around a value mean nothing. */
export class CellTag {
  type = CELL_NUMBER;
  /** From 0, or NOT_GIVEN. */
  column = NOT_GIVEN;
  /** As the reference says, from 1, or NOT_GIVEN. */
  row = NOT_GIVEN;
  style = 0;
  /** Whether there is a reference of another kind, such as `R7C2` or `2.5`. */
  isMalformed = false;
  /** Whether a number is written in a form that only lenient readers accept, such as `1.0`. */
  isOdd = false;
  /** Whether a row is not shown: hidden by hand or by a filter, or without any height. */
  isHidden = false;

  /** Reads the attributes between two offsets, in any order; those that do not matter are passed over. */
  read(bytes: Buffer, from: number, to: number): void {
    this.type = CELL_NUMBER;
    this.column = NOT_GIVEN;
    this.row = NOT_GIVEN;
    this.style = 0;
    this.isMalformed = false;
    this.isOdd = false;
    this.isHidden = false;
    let at = from;
    while (at < to) {
      const end = this.#readPlain(bytes, at);
      at = end === NOT_GIVEN ? this.#readAny(bytes, at, to) : end;
    }
  }

  /**
   * Reads ` r="B7"`, ` s="1"` or ` t="s"` the way that nearly every program writes them.
   * @returns where it ends; NOT_GIVEN if it is another attribute, or is written otherwise
   */
  #readPlain(bytes: Buffer, from: number): number {
    const name = bytes[from + 1];
    const start = from + ' r="'.length;
    if (bytes[from] !== SPACE || bytes[start - 2] !== EQUALS || bytes[start - 1] !== QUOTE) return NOT_GIVEN;
    let at = start;
    if (name === LETTER_T) {
      while (isLetter(bytes[at])) at += 1;
      if (bytes[at] !== QUOTE) return NOT_GIVEN;
      this.type = typeOf(bytes[start], at - start);
      return at + 1;
    }
    if (name !== LETTER_R && name !== LETTER_S) return NOT_GIVEN;
    let column = 0;
    for (; isLetter(bytes[at]) && column <= MAX_COLUMN; at += 1)
      column = column * 26 + ((bytes[at] ?? 0) & TO_UPPER) - UPPER_A + 1;
    let number = 0;
    const digits = at;
    for (; isDigit(bytes[at]); at += 1) number = number * 10 + (bytes[at] ?? 0) - DIGIT_0;
    if (at === digits || bytes[at] !== QUOTE) return NOT_GIVEN;
    if (name === LETTER_R) {
      this.column = column === 0 ? NOT_GIVEN : column - 1;
      this.row = number;
    } else if (column === 0) this.style = number;
    else return NOT_GIVEN;
    return at + 1;
  }

  /** Reads an attribute in any spelling. Returns where it ends. */
  #readAny(bytes: Buffer, from: number, to: number): number {
    let at = from;
    while (at < to && (bytes[at] ?? 0) <= SPACE) at += 1;
    const name = at;
    while (at < to && bytes[at] !== EQUALS) at += 1;
    const nameEnd = trimmedEnd(bytes, name, at);
    at += 1;
    while (at < to && (bytes[at] ?? 0) <= SPACE) at += 1;
    const quote = bytes[at];
    const value = at + 1;
    at = value;
    while (at < to && bytes[at] !== quote) at += 1;
    if (nameEnd === name + 1) this.#take(bytes[name], bytes, value, at);
    else if (bytes[name] === LETTER_H) this.#takeVisibility(bytes, name, nameEnd, value, at);
    return at + 1;
  }

  #take(name: number | undefined, bytes: Buffer, from: number, to: number): void {
    let start = from;
    while (start < to && (bytes[start] ?? 0) <= SPACE) start += 1;
    if (name === LETTER_R) this.#takeReference(bytes, start, to);
    else if (name === LETTER_S) this.style = this.#readNumber(bytes, start, to);
    else if (name === LETTER_T) this.type = typeOf(bytes[start], trimmedEnd(bytes, start, to) - start);
  }

  /** `hidden="1"`, or the height `ht="0"`; a cell has no such attributes. */
  #takeVisibility(bytes: Buffer, name: number, nameEnd: number, from: number, to: number): void {
    const value = bytes.toString('latin1', from, to).trim().toLowerCase();
    const attribute = bytes.toString('latin1', name, nameEnd);
    if (attribute === 'hidden' && (value === '1' || value === 'true')) this.isHidden = true;
    if (attribute === 'ht' && Number(value) === 0 && value !== '') this.isHidden = true;
  }

  /** `B7` or `$B$7` for a cell, `7` for a row. */
  #takeReference(bytes: Buffer, start: number, to: number): void {
    let column = 0;
    let at = bytes[start] === DOLLAR ? start + 1 : start;
    for (; at < to && column <= MAX_COLUMN; at += 1) {
      if (!isLetter(bytes[at])) break;
      column = column * 26 + ((bytes[at] ?? 0) & TO_UPPER) - UPPER_A + 1;
    }
    if (bytes[at] === DOLLAR) at += 1;
    this.column = column === 0 ? NOT_GIVEN : column - 1;
    this.row = this.#readNumber(bytes, at, to);
    this.isMalformed = this.row === NOT_GIVEN && trimmedEnd(bytes, at, to) > at;
  }

  #readNumber(bytes: Buffer, from: number, to: number): number {
    const plain = readInteger(bytes, from, to);
    const number = plain === NOT_GIVEN ? readWholeNumber(bytes, from, to) : plain;
    if (number !== plain) this.isOdd = true;
    return number;
  }
}

/** As `readInteger`, also where a program wrote a whole number as `1.0` or `+1`. */
export function readWholeNumber(bytes: Buffer, from: number, to: number): number {
  const plain = readInteger(bytes, from, to);
  if (plain !== NOT_GIVEN) return plain;
  const text = bytes.toString('latin1', from, to).trim();
  return /^\+?\d{1,10}\.?0*$/.test(text) ? Number(text) : NOT_GIVEN;
}

/** Unsigned digits as a number, spaces around them or not; NOT_GIVEN if there is something else. */
export function readInteger(bytes: Uint8Array, from: number, to: number): number {
  const end = trimmedEnd(bytes, from, to);
  let start = from;
  while (start < end && (bytes[start] ?? 0) <= SPACE) start += 1;
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (!isDigit(byte)) return NOT_GIVEN;
    value = value * 10 + byte - DIGIT_0;
  }
  return start < end ? value : NOT_GIVEN;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= DIGIT_0 && byte <= DIGIT_9;
}

function isLetter(byte: number | undefined): boolean {
  const letter = (byte ?? 0) & TO_UPPER;
  return letter >= UPPER_A && letter <= UPPER_Z;
}

function trimmedEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && (bytes[at - 1] ?? 0) <= SPACE) at -= 1;
  return at;
}

function typeOf(first: number | undefined, length: number): number {
  const letter = (first ?? 0) | TO_LOWER;
  if (letter === LETTER_S) return length === 1 ? CELL_SHARED : CELL_TEXT;
  if (letter === LETTER_I) return CELL_INLINE;
  if (letter === LETTER_B) return CELL_BOOLEAN;
  if (letter === LETTER_D) return CELL_DATE;
  return letter === LETTER_E ? CELL_TEXT : CELL_NUMBER;
}
