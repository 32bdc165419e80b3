import { utf16Of } from '@ozonetel-bulk-upload/shared-types';

export interface DecodedText {
  readonly utf8: Buffer;
  /** Whether the file was UTF-8 without a byte order mark before. */
  readonly isUnchanged: boolean;
}

/** A text file as UTF-8 without a mark: what is not UTF-8 or UTF-16 is taken for Windows-1252. */
export function decodeText(content: Buffer): DecodedText {
  const utf16 = utf16Of(content);
  if (utf16 !== undefined) return reencode(content, utf16);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
    return text.startsWith('\uFEFF')
      ? { utf8: Buffer.from(text.slice(1)), isUnchanged: false }
      : { utf8: content, isUnchanged: true };
  } catch {
    return reencode(content, 'windows-1252');
  }
}

function reencode(content: Buffer, encoding: string): DecodedText {
  return { utf8: Buffer.from(new TextDecoder(encoding).decode(content)), isUnchanged: false };
}
