/** What a cell holds, by the attribute `t` of its tag (ECMA-376, ST_CellType). */
export const CELL_NUMBER = 0;
export const CELL_SHARED = 1;
export const CELL_TEXT = 2;
export const CELL_INLINE = 3;
export const CELL_BOOLEAN = 4;
/** A text that was put together while scanning. */
export const CELL_JOINED = 5;

const EQUALS = 0x3d;
const LETTER_B = 0x62;
const LETTER_D = 0x64;
const LETTER_E = 0x65;
const LETTER_I = 0x69;
const LETTER_R = 0x72;
const LETTER_S = 0x73;
const LETTER_T = 0x74;
const UPPER_A = 0x41;
const UPPER_Z = 0x5a;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/** The attributes of a cell's tag, read from its bytes. */
export class CellTag {
  type = CELL_NUMBER;
  /** From 0; -1 where the tag does not say. */
  column = -1;
  style = 0;

  /** Reads the attributes between two offsets, in any order; those that do not matter are passed over. */
  read(bytes: Buffer, from: number, to: number): void {
    this.type = CELL_NUMBER;
    this.column = -1;
    this.style = 0;
    let at = from;
    while (at < to) {
      while (at < to && (bytes[at] ?? 0) <= 0x20) at += 1;
      const name = bytes[at + 1] === EQUALS ? bytes[at] : 0;
      while (at < to && bytes[at] !== EQUALS) at += 1;
      const quote = bytes[at + 1];
      const value = at + 2;
      at = value;
      while (at < to && bytes[at] !== quote) at += 1;
      if (name === LETTER_R) this.column = columnOf(bytes, value);
      else if (name === LETTER_S) this.style = readInteger(bytes, value, at);
      else if (name === LETTER_T) this.type = typeOf(bytes[value], at - value);
      at += 1;
    }
  }
}

/** What the attribute `r` of a row's tag says, -1 where it has none. */
export function readRowNumber(bytes: Buffer, from: number, to: number): number {
  for (let at = from; at + 3 < to; at += 1) {
    if ((bytes[at] ?? 0) > 0x20 || bytes[at + 1] !== LETTER_R || bytes[at + 2] !== EQUALS) continue;
    const end = bytes.indexOf(bytes[at + 3] ?? 0, at + 4);
    return readInteger(bytes, at + 4, Math.min(end, to));
  }
  return -1;
}

/** Unsigned digits as a number; -1 where there is something else. */
export function readInteger(bytes: Buffer, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < DIGIT_0 || byte > DIGIT_9) return -1;
    value = value * 10 + byte - DIGIT_0;
  }
  return from < to ? value : -1;
}

function columnOf(bytes: Buffer, from: number): number {
  let column = 0;
  for (let at = from; ; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < UPPER_A || byte > UPPER_Z || column > 0xffff) return column - 1;
    column = column * 26 + byte - UPPER_A + 1;
  }
}

function typeOf(letter: number | undefined, length: number): number {
  if (letter === LETTER_S) return length === 1 ? CELL_SHARED : CELL_TEXT;
  if (letter === LETTER_I) return CELL_INLINE;
  if (letter === LETTER_B) return CELL_BOOLEAN;
  return letter === LETTER_D || letter === LETTER_E ? CELL_TEXT : CELL_NUMBER;
}
