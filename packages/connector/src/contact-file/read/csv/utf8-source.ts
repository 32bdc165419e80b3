import { isUtf8 } from 'node:buffer';
import {
  isOnlyFilling,
  refusalOf,
  TextTranscoder,
  type TextEncoding,
} from '@ozonetel-bulk-upload/shared-types';
import { ContactFileError } from '../../contact-file-error';
import { createChunkSource, type OpenSource } from '../chunk-source';
import { cutBytes } from '../cut-bytes';
import type { Content } from '../../../store/spool/content';
import { readAhead } from './read-ahead';

/** Bytes that a text may be filled up with at its end; a file with more of them is a hole on a disk. */
const MAX_FILLING_BYTES = 1024 * 1024;

/** A text that was assumed to be UTF-8 and is not; so it is Windows-1252, or damaged. */
export class NotUtf8Error extends Error {
  override readonly name = 'NotUtf8Error';
}

/**
 * The text of a file in UTF-8, without a byte order mark, whatever it is encoded in. What one read writes must
 * be there still, right before the offset of the next. Its reads reject with NotUtf8Error where the encoding
 * was a wrong guess, and with ContactFileError where it is not a text at all.
 */
export function createUtf8Source(content: Content, encoding: TextEncoding): OpenSource {
  const chunks = readAhead(content, encoding.markBytes);
  return textSource(
    encoding.name === 'utf-8' ? utf8Source(chunks) : createChunkSource(transcoded(chunks, encoding)),
  );
}

/** No text has a zero byte, but for those that fill it up at its end: of them the first is given on, to be seen. */
function textSource(source: OpenSource): OpenSource {
  return {
    async read(into, offset) {
      const bytesRead = await source.read(into, offset);
      const piece = into.subarray(offset, offset + bytesRead);
      const zero = piece.indexOf(0);
      if (zero === -1) return bytesRead;
      refuseUnlessFilling(piece.subarray(zero));
      await drainFilling(source, into, offset + zero + 1);
      return zero + 1;
    },
    close: () => source.close(),
  };
}

async function drainFilling(source: OpenSource, into: Buffer, offset: number): Promise<void> {
  for (let filling = 0; filling <= MAX_FILLING_BYTES;) {
    const bytesRead = await source.read(into, offset);
    if (bytesRead === 0) return;
    refuseUnlessFilling(into.subarray(offset, offset + bytesRead));
    filling += bytesRead;
  }
  throw new ContactFileError('file_not_a_contact_file', refusalOf('binary'));
}

function refuseUnlessFilling(bytes: Buffer): void {
  if (!isOnlyFilling(bytes)) throw new ContactFileError('file_not_a_contact_file', refusalOf('binary'));
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

async function* transcoded(chunks: AsyncGenerator<Buffer>, encoding: TextEncoding): AsyncGenerator<Buffer> {
  const transcoder = new TextTranscoder(encoding);
  for await (const chunk of chunks) yield transcoder.add(chunk);
  yield transcoder.end();
}
