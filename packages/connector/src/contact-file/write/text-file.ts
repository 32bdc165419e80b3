import type { FileWriter } from '../../store/spool/file-writer';

const FLUSHED_CHARACTERS = 64 * 1024;

/** A text written piece by piece, with one write for many pieces. */
export class TextFile {
  #pending: string[] = [];
  #pendingCharacters = 0;

  constructor(private readonly file: FileWriter) {}

  async write(text: string): Promise<void> {
    this.#pending.push(text);
    this.#pendingCharacters += text.length;
    if (this.#pendingCharacters >= FLUSHED_CHARACTERS) await this.flush();
  }

  async flush(): Promise<void> {
    const bytes = Buffer.from(this.#pending.join(''));
    this.#pending = [];
    this.#pendingCharacters = 0;
    await this.file.write(bytes);
  }
}
