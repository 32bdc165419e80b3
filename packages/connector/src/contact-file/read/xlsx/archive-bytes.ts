import { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';
import type { Content } from '../../../store/spool/content';

const PIECE_BYTES = 64 * 1024;

/** A content as the archive's library reads it: whoever opened it closes it. */
export class ArchiveBytes extends RandomAccessReader {
  constructor(private readonly content: Content) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#pieces(start, end), { objectMode: false });
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.content.read(buffer.subarray(offset, offset + length), position).then(
      (read) => callback(read === length ? null : new Error('The archive is cut off.')),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
    );
  }

  async *#pieces(start: number, end: number): AsyncGenerator<Buffer> {
    for (let position = start; position < end;) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, end - position));
      const read = await this.content.read(piece, position);
      if (read === 0) return;
      position += read;
      yield piece.subarray(0, read);
    }
  }
}
