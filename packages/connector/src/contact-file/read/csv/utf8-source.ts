import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { refusalOf } from '@ozonetel-bulk-upload/shared-types';
import { ContactFileError } from '../../contact-file-error';
import { createChunkSource, type OpenSource } from '../chunk-source';
import { NotUtf8Error, type Encoding } from './encoding';
import { readAhead } from './read-ahead';

/**
 * The text of a file in UTF-8, without a byte order mark, whatever it is encoded in. What one read writes must
 * be there still, right before the offset of the next. Its reads reject with NotUtf8Error where the encoding
 * was a wrong guess, and with ContactFileError where it is no text at all.
 */
export function createUtf8Source(file: FileHandle, { name, markBytes }: Encoding): OpenSource {
  const chunks = readAhead(file, markBytes);
  return textSource(
    name === 'utf-8'
      ? utf8Source(chunks)
      : createChunkSource(transcoded(chunks, name === 'damaged utf-8' ? 'utf-8' : name)),
  );
}

/** No text has a zero byte, and no reader behind us would take one for a text. */
function textSource(source: OpenSource): OpenSource {
  return {
    async read(into, offset) {
      const bytesRead = await source.read(into, offset);
      if (!into.subarray(offset, offset + bytesRead).includes(0)) return bytesRead;
      throw new ContactFileError('file_not_a_contact_file', refusalOf('binary'));
    },
    close: () => source.close(),
  };
}

function utf8Source(chunks: AsyncGenerator<Buffer>): OpenSource {
  const source = createChunkSource(chunks);
  /** Bytes of a character that the last read cut; they stand right before what is read next. */
  let cut = 0;
  return {
    async read(into, offset) {
      const bytesRead = await source.read(into, offset);
      const end = offset + bytesRead;
      const from = offset - cut;
      cut = bytesRead === 0 ? 0 : cutBytes(into, end);
      if (!isUtf8(into.subarray(from, end - cut))) throw new NotUtf8Error('The text is not UTF-8.');
      return bytesRead;
    },
    close: () => source.close(),
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

async function* transcoded(chunks: AsyncGenerator<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}
