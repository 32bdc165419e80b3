const CTRL_Z = 0x1a;

/** Where a text ends before what DOS and programs that write in blocks fill it up with: Ctrl-Z and zero bytes. */
export function endOfText(bytes: Uint8Array, end: number): number {
  let at = end;
  while (at > 0 && isFilling(bytes[at - 1])) at -= 1;
  return at;
}

/** Whether nothing but such a filling is left from a place on. */
export function isOnlyFilling(bytes: Uint8Array, from = 0): boolean {
  return endOfText(bytes.subarray(from), bytes.length - from) === 0;
}

function isFilling(byte: number | undefined): boolean {
  return byte === 0 || byte === CTRL_Z;
}
