/** Which rows of a file are not to be sent: one bit for each. */
export class LeftOutRows {
  #bits = new Uint8Array(1024);
  count = 0;

  add(row: number): void {
    const index = row >> 3;
    if (index >= this.#bits.length) {
      const larger = new Uint8Array(Math.max(index + 1, this.#bits.length * 2));
      larger.set(this.#bits);
      this.#bits = larger;
    }
    this.#bits[index] = (this.#bits[index] ?? 0) | (1 << (row & 7));
    this.count += 1;
  }

  has(row: number): boolean {
    return ((this.#bits[row >> 3] ?? 0) & (1 << (row & 7))) !== 0;
  }
}
