const LF = '\n';
const QUOTE = '"';

/**
 * Reads records of a CSV text (RFC 4180, separated by commas) from its chunks.
 */
export async function* readRecords(chunks: AsyncIterable<string>): AsyncGenerator<string[]> {
  const reader = new RecordReader();
  for await (const chunk of chunks) {
    reader.add(chunk);
    yield* reader.take();
  }
  yield* reader.end();
}

/** Where cells end, found a character at a time: a chunk may end within quotes, or between CR and LF. */
class RecordReader {
  #cells: string[] = [];
  #cell = '';
  #isQuoted = false;
  /** A quote within quotes ends them, unless another follows. */
  #isAfterQuote = false;
  #records: string[][] = [];

  add(chunk: string): void {
    let start = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const character = chunk.charAt(at);
      if (character === QUOTE) {
        this.#cell += chunk.slice(start, at);
        start = at + 1;
        if (this.#isAfterQuote) this.#cell += QUOTE;
        if (this.#isQuoted) this.#isAfterQuote = !this.#isAfterQuote;
        else this.#isQuoted = true;
        continue;
      }
      if (this.#isAfterQuote) {
        this.#isQuoted = false;
        this.#isAfterQuote = false;
      }
      if (this.#isQuoted || (character !== ',' && character !== LF)) continue;
      this.#endCell(chunk.slice(start, at));
      start = at + 1;
      if (character === LF) this.#endRecord();
    }
    this.#cell += chunk.slice(start);
  }

  take(): string[][] {
    const records = this.#records;
    this.#records = [];
    return records;
  }

  end(): string[][] {
    if (this.#cell !== '' || this.#cells.length > 0) {
      this.#endCell('');
      this.#endRecord();
    }
    return this.take();
  }

  #endCell(rest: string): void {
    this.#cells.push(this.#cell + rest);
    this.#cell = '';
  }

  #endRecord(): void {
    const last = this.#cells.pop() ?? '';
    this.#records.push([...this.#cells, last.endsWith('\r') ? last.slice(0, -1) : last]);
    this.#cells = [];
  }
}
