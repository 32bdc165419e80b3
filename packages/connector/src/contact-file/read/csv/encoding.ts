import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { RECOGNISED_BYTES, utf16Of } from '../recognise-content';

export interface Encoding {
  readonly name: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  /** Bytes of the byte order mark. */
  readonly markBytes: number;
}

const CHUNK_BYTES = 256 * 1024;

/** Tells the encoding of a text by reading all of it: what is not UTF-8 or UTF-16 is taken for Windows-1252. */
export async function detectEncoding(file: FileHandle): Promise<Encoding> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let kept = 0;
  let markBytes = 0;
  for (let position = 0; ;) {
    const { bytesRead } = await file.read(buffer, kept, CHUNK_BYTES - kept, position);
    if (position === 0) {
      const beginning = buffer.subarray(0, Math.min(bytesRead, RECOGNISED_BYTES));
      const utf16 = utf16Of(beginning);
      if (utf16 !== undefined) return { name: utf16, markBytes: (beginning[0] ?? 0) >= 0xfe ? 2 : 0 };
      markBytes = beginning.toString('latin1', 0, 3) === '\xef\xbb\xbf' ? 3 : 0;
    }
    const length = kept + bytesRead;
    const isLast = bytesRead === 0;
    const whole = isLast ? length : length - unfinishedBytes(buffer, length);
    if (!isUtf8(buffer.subarray(0, whole))) return { name: 'windows-1252', markBytes: 0 };
    if (isLast) return { name: 'utf-8', markBytes };
    buffer.copyWithin(0, whole, length);
    kept = length - whole;
    position += bytesRead;
  }
}

/** Bytes at the end that begin a character and do not end it. */
function unfinishedBytes(buffer: Buffer, length: number): number {
  for (let back = 1; back <= Math.min(3, length); back += 1) {
    const byte = buffer[length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}
