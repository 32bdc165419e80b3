import { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';
import { readRange, type Content } from '../../../store/spool/content';

/** A content in the form that the archive library reads; the caller closes it. */
export class ArchiveBytes extends RandomAccessReader {
  constructor(private readonly content: Content) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(readRange(this.content, start, end), { objectMode: false });
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
}
