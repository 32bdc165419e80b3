import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ContactFileError } from '../contact-file-error';

/** The body without its content coding; we ask for none, and some hosts compress all the same. */
export function decodeBody(body: Readable, coding: string | string[] | undefined): Readable {
  const name = String(coding ?? 'identity')
    .trim()
    .toLowerCase();
  switch (name) {
    case '':
    case 'identity':
      return body;
    case 'gzip':
    case 'x-gzip':
      return piped(body, createGunzip());
    case 'deflate':
      return piped(body, createInflate());
    case 'br':
      return piped(body, createBrotliDecompress());
    default:
      throw new ContactFileError('file_unreachable', `The host sends the file in an unknown coding.`);
  }
}

function piped<T extends Readable & NodeJS.WritableStream>(body: Readable, decoder: T): T {
  body.on('error', (error) => decoder.destroy(error));
  decoder.on('close', () => body.destroy());
  return body.pipe(decoder);
}
