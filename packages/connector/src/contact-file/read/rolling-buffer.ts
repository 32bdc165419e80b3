/** Bytes one after another, into a buffer of the caller's. */
export interface ByteSource {
  /** @returns how many bytes were written, at most up to the buffer's end; 0 at the end of the source */
  read(into: Buffer, offset: number): Promise<number>;
}

const FIRST_BYTES = 128 * 1024;

/**
 * A window on a source that moves by whole records: what was not taken stays at its beginning and is given again
 * with more behind it. It grows only if one record is larger than it.
 */
export class RollingBuffer {
  bytes = Buffer.allocUnsafe(FIRST_BYTES);
  /** How many bytes are valid. */
  length = 0;
  isLast = false;

  /** @param limit bytes that one record may have */
  constructor(
    private readonly source: ByteSource,
    private readonly limit: number,
  ) {}

  /** Drops what was taken and reads on. @returns false if one record is larger than the limit */
  async advance(taken: number): Promise<boolean> {
    this.bytes.copyWithin(0, taken, this.length);
    this.length -= taken;
    if (this.length > this.bytes.length / 2) {
      if (this.length >= this.limit) return false;
      const larger = Buffer.allocUnsafe(this.bytes.length * 2);
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    // What was left is scanned once more: that is worth while only with as much again behind it.
    const wanted = 2 * this.length;
    do {
      const read = await this.source.read(this.bytes, this.length);
      this.length += read;
      this.isLast = read === 0;
    } while (this.length < wanted && !this.isLast);
    return true;
  }
}
