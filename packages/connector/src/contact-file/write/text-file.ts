import { open, type FileHandle } from 'node:fs/promises';

const FLUSHED_CHARACTERS = 64 * 1024;

/** A text file written piece by piece, with one write for many pieces. */
export class TextFile {
  #pending: string[] = [];
  #pendingCharacters = 0;

  private constructor(private readonly file: FileHandle) {}

  static async create(path: string): Promise<TextFile> {
    return new TextFile(await open(path, 'w'));
  }

  async write(text: string): Promise<void> {
    this.#pending.push(text);
    this.#pendingCharacters += text.length;
    if (this.#pendingCharacters >= FLUSHED_CHARACTERS) await this.#flush();
  }

  async close(): Promise<void> {
    try {
      await this.#flush();
    } finally {
      await this.file.close();
    }
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#pending.join(''));
    this.#pending = [];
    this.#pendingCharacters = 0;
    await this.file.writeFile(bytes);
  }
}
