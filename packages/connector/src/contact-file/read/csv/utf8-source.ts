import type { FileHandle } from 'node:fs/promises';
import type { ByteSource } from '../rolling-buffer';
import type { Encoding } from './encoding';

/** A UTF-8 character needs at most three bytes for what is one byte, or one pair of bytes, elsewhere. */
const GROWTH = 3;

/** The text of a file in UTF-8, without a byte order mark, whatever it is encoded in. */
export function createUtf8Source(file: FileHandle, { name, markBytes }: Encoding): ByteSource {
  return name === 'utf-8' ? fileSource(file, markBytes) : transcodingSource(file, name, markBytes);
}

function fileSource(file: FileHandle, from: number): ByteSource {
  let position = from;
  return {
    async read(into, offset) {
      const { bytesRead } = await file.read(into, offset, into.length - offset, position);
      position += bytesRead;
      return bytesRead;
    },
  };
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
