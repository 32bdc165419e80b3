import { isUtf8 } from 'node:buffer';
import { utf16Of } from '@ozonetel-bulk-upload/shared-types';
import { ContactFileError } from '../../contact-file-error';
import { cutBytes } from '../cut-bytes';
import type { Archive } from './archive';
import { damagedWorkbook } from './damaged-workbook';

/** Bytes in which an XML declaration stands, if there is one. */
const DECLARATION_BYTES = 512;

/** How a part begins that is encoded with more than one byte for each character of its declaration. */
const BEGINNINGS: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ['UTF-32', [0xff, 0xfe, 0, 0]],
  ['UTF-32', [0, 0, 0xfe, 0xff]],
  ['UTF-32', [0x3c, 0, 0, 0]],
  ['UTF-32', [0, 0, 0, 0x3c]],
  ['UTF-16LE', [0xff, 0xfe]],
  ['UTF-16BE', [0xfe, 0xff]],
  ['UTF-16LE', [0x3c, 0]],
  ['UTF-16BE', [0, 0x3c]],
  ['EBCDIC', [0x4c, 0x6f, 0xa7, 0x94]],
];

/**
 * The bytes of a part of a workbook in UTF-8, whatever it is written in; none if the part is missing.
 * @throws ContactFileError if its encoding cannot be read
 */
export async function* readXml(archive: Archive, name: string): AsyncGenerator<Buffer> {
  let beginning: Buffer | undefined = Buffer.alloc(0);
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  const utf8 = new Utf8Pieces();
  const decoded = (chunk: Buffer) => {
    if (decoder !== undefined) return Buffer.from(decoder.decode(chunk, { stream: true }));
    utf8.check(chunk);
    return chunk;
  };
  for await (const chunk of archive.read(name)) {
    if (beginning === undefined) {
      yield decoded(chunk);
      continue;
    }
    beginning = Buffer.concat([beginning, chunk]);
    if (beginning.length < DECLARATION_BYTES) continue;
    decoder = createDecoder(archive, beginning);
    yield decoded(beginning);
    beginning = undefined;
  }
  if (beginning !== undefined) {
    decoder = createDecoder(archive, beginning);
    yield decoded(beginning);
  }
  if (decoder === undefined) utf8.end();
  else yield Buffer.from(decoder.decode());
}

/** Checks the pieces of a part in UTF-8: no program opens one with a broken letter, and we would garble it. */
class Utf8Pieces {
  /** Of a letter that the last piece cut. */
  #cut: Buffer = Buffer.alloc(0);

  /** @throws ContactFileError */
  check(chunk: Buffer): void {
    const piece = this.#cut.length === 0 ? chunk : Buffer.concat([this.#cut, chunk]);
    const whole = piece.length - cutBytes(piece, piece.length);
    if (!isUtf8(piece.subarray(0, whole))) throw notUtf8();
    this.#cut = Buffer.from(piece.subarray(whole));
  }

  /** @throws ContactFileError if the last letter has no end */
  end(): void {
    if (this.#cut.length > 0) throw notUtf8();
  }
}

function notUtf8(): ContactFileError {
  return damagedWorkbook('a part of it is not in UTF-8, as it says or should be');
}

/** Undefined for UTF-8. The bytes decide before the declaration (XML 1.0, appendix F). */
function createDecoder(archive: Archive, beginning: Buffer): InstanceType<typeof TextDecoder> | undefined {
  const start =
    BEGINNINGS.find(([, bytes]) => bytes.every((byte, index) => beginning[index] === byte))?.[0] ??
    utf16Of(beginning)?.toUpperCase();
  const declaration = beginning.toString('latin1', 0, DECLARATION_BYTES);
  const declared = /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?\sencoding\s*=\s*["']\s*([\w.:-]{1,40})/i.exec(
    declaration,
  );
  const encoding = start ?? (beginning[0] === 0xef ? 'UTF-8' : withoutAscii(declared?.[1])) ?? 'UTF-8';
  const decoder = decoderOf(encoding);
  if (encoding.toLowerCase() !== 'utf-8' || beginning[0] === 0xef) archive.noteRecoded();
  if (decoder.encoding === 'utf-8') return undefined;
  // A program that writes a text which it made for memory declares UTF-16 and writes UTF-8.
  return start === undefined && decoder.encoding.startsWith('utf-16') ? undefined : decoder;
}

/** All of ASCII is UTF-8, and a program that has more than that to write does not write Windows-1252. */
function withoutAscii(declared: string | undefined): string | undefined {
  return declared !== undefined && /^(?:(?:us-)?ascii|ansi_x3\.4-\d+)$/i.test(declared)
    ? undefined
    : declared;
}

function decoderOf(encoding: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(encoding);
  } catch (cause) {
    throw new ContactFileError(
      'file_not_a_contact_file',
      `A part of the .xlsx file is encoded in ${encoding}, which cannot be read. Open the file in a spreadsheet program and save it again.`,
      { cause },
    );
  }
}
