const LF = 0x0a;
const CR = 0x0d;
const CTRL_Z = 0x1a;

/**
 * Where a text ends before what DOS and programs that write in blocks fill it up with: Ctrl-Z and zero bytes, and line
 * ends among them and behind them.
 */
export function endOfText(bytes: Uint8Array, end: number): number {
  let textEnd = end;
  for (let at = end; at > 0; at -= 1) {
    const byte = bytes[at - 1];
    if (isFilling(byte)) textEnd = at - 1;
    else if (!isLineEnd(byte)) break;
  }
  return textEnd;
}

/** Whether nothing but such a filling is left from a place on. */
export function isOnlyFilling(bytes: Uint8Array, from = 0): boolean {
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (!isFilling(byte) && !isLineEnd(byte)) return false;
  }
  return true;
}

function isFilling(byte: number | undefined): boolean {
  return byte === 0 || byte === CTRL_Z;
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === LF || byte === CR;
}
