import { utf16Of } from '@ozonetel-bulk-upload/shared-types';

export interface Encoding {
  readonly name: 'utf-8' | 'damaged utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  /** Bytes of the byte order mark. */
  readonly markBytes: number;
}

/** A text that was taken for UTF-8 and is not; so it is Windows-1252, or damaged. */
export class NotUtf8Error extends Error {
  override readonly name = 'NotUtf8Error';
}

/** The encoding of a text by its beginning; UTF-8 is an assumption that its source checks while reading. */
export function assumeEncoding(beginning: Buffer): Encoding {
  const utf16 = utf16Of(beginning);
  if (utf16 !== undefined) return { name: utf16, markBytes: (beginning[0] ?? 0) >= 0xfe ? 2 : 0 };
  const hasMark = beginning.toString('latin1', 0, 3) === '\xef\xbb\xbf';
  return { name: 'utf-8', markBytes: hasMark ? 3 : 0 };
}

export const WINDOWS_1252: Encoding = { name: 'windows-1252', markBytes: 0 };
