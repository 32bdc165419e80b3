const BLOCK_BYTES = 256 * 1024;

/**
 * Bytes that are added at one end and dropped at the other. They lie in blocks of memory that are used again: pieces
 * kept as they came would each wait for a full collection of V8.
 */
export class KeptBytes {
  /** The place of the first, among all that were ever added: the beginning of a block. */
  from = 0;
  #end = 0;
  readonly #blocks: Buffer[] = [];
  readonly #spare: Buffer[] = [];

  add(piece: Buffer): void {
    for (let at = 0; at < piece.length;) {
      const offset = this.#end % BLOCK_BYTES;
      if (offset === 0) this.#blocks.push(this.#spare.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES));
      const copied = piece.copy(this.#blocks.at(-1) as Buffer, offset, at);
      at += copied;
      this.#end += copied;
    }
  }

  /** @param position `from` or behind it. @returns how many bytes were written, fewer only at the end */
  copyTo(into: Buffer, position: number): number {
    const length = Math.min(into.length, this.#end - position);
    for (let copied = 0; copied < length;) {
      const place = position + copied - this.from;
      const block = this.#blocks[Math.floor(place / BLOCK_BYTES)] as Buffer;
      const offset = place % BLOCK_BYTES;
      copied += block.copy(into, copied, offset, offset + length - copied);
    }
    return Math.max(length, 0);
  }

  /** Drops whole blocks before a place. @returns whether there were any */
  dropBefore(position: number): boolean {
    const { from } = this;
    while (this.from + BLOCK_BYTES <= Math.min(position, this.#end)) {
      this.#spare.push(this.#blocks.shift() as Buffer);
      this.from += BLOCK_BYTES;
    }
    return this.from > from;
  }
}
