import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import type { ByteSource } from '../rolling-buffer';
import { NotUtf8Error, type Encoding } from './encoding';

/** A UTF-8 character needs at most three bytes for what is one byte, or one pair of bytes, elsewhere. */
const GROWTH = 3;

/**
 * The text of a file in UTF-8, without a byte order mark, whatever it is encoded in. What one read writes must
 * be there still, right before the offset of the next. Its reads reject with NotUtf8Error where the encoding
 * was a wrong guess.
 */
export function createUtf8Source(file: FileHandle, { name, markBytes }: Encoding): ByteSource {
  return name === 'utf-8' ? utf8Source(file, markBytes) : transcodingSource(file, name, markBytes);
}

function utf8Source(file: FileHandle, from: number): ByteSource {
  let position = from;
  /** Bytes of a character that the last read cut; they stand right before what is read next. */
  let cut = 0;
  return {
    async read(into, offset) {
      const { bytesRead } = await file.read(into, offset, into.length - offset, position);
      position += bytesRead;
      const end = offset + bytesRead;
      const from = offset - cut;
      cut = bytesRead === 0 ? 0 : cutBytes(into, end);
      if (!isUtf8(into.subarray(from, end - cut))) throw new NotUtf8Error('The text is not UTF-8.');
      return bytesRead;
    },
  };
}

/** Bytes before `end` that begin a character and do not end it. */
function cutBytes(bytes: Buffer, end: number): number {
  for (let back = 1; back <= Math.min(3, end); back += 1) {
    const byte = bytes[end - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

function transcodingSource(file: FileHandle, encoding: string, from: number): ByteSource {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  let raw = Buffer.alloc(0);
  let position = from;
  let isEnded = false;
  return {
    async read(into, offset) {
      const room = Math.floor((into.length - offset) / GROWTH) - GROWTH;
      if (raw.length < room) raw = Buffer.allocUnsafe(room);
      while (!isEnded) {
        const { bytesRead } = await file.read(raw, 0, room, position);
        position += bytesRead;
        isEnded = bytesRead === 0;
        const text = decoder.decode(raw.subarray(0, bytesRead), { stream: !isEnded });
        const written = into.write(text, offset, 'utf8');
        if (written > 0) return written;
      }
      return 0;
    },
  };
}
