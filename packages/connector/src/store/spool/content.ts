import { Readable } from 'node:stream';

/** Bytes that can be read from any place, as often as needed. */
export interface Content {
  readonly bytes: number;
  /**
   * Fills a buffer from a place on. Less is written only at the end of the content.
   * @returns how many bytes were written
   */
  read(into: Buffer, position: number): Promise<number>;
  close(): Promise<void>;
}

/** A stored file. */
export interface StoredFile {
  readonly bytes: number;
  /** @throws Error from its reads if the file is removed meanwhile: half a file must not pass for a whole one */
  open(): Promise<Content>;
}

const PIECE_BYTES = 128 * 1024;

export function memoryContent(content: Buffer): Content {
  return {
    bytes: content.length,
    read: (into, position) =>
      Promise.resolve(position < content.length ? content.copy(into, 0, position) : 0),
    close: () => Promise.resolve(),
  };
}

/** All bytes of a file, one after another. It is opened when the first are asked for. */
export function streamOf(file: StoredFile): Readable {
  return Readable.from(piecesOf(file), { objectMode: false });
}

/** As `streamOf`, from a file that is there: its first bytes are read before. @throws Error as its reads do */
export async function openStreamOf(file: StoredFile): Promise<Readable> {
  const pieces = piecesOf(file);
  const first = await pieces.next();
  const stream = Readable.from(pieces, { objectMode: false });
  if (first.done !== true) stream.unshift(first.value);
  return stream;
}

/** As `streamOf`, read one by one. */
export async function* piecesOf(file: StoredFile): AsyncGenerator<Buffer> {
  const content = await file.open();
  try {
    yield* readRange(content, 0, content.bytes);
  } finally {
    await content.close();
  }
}

/** The bytes from `start` to before `end`, or to the end of the content where that comes first. */
export async function* readRange(content: Content, start: number, end: number): AsyncGenerator<Buffer> {
  for (let position = start; position < end;) {
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, end - position));
    const read = await content.read(piece, position);
    if (read === 0) return;
    position += read;
    yield piece.subarray(0, read);
  }
}
