import { isOnlyFilling } from './text-end';

/** What a file is by its first bytes, whatever its name says. */
export type Content =
  'csv' | 'xlsx' | 'page' | 'old-excel' | 'other-spreadsheet' | 'pdf' | 'archive' | 'binary' | 'empty';

/** Bytes that `recogniseContent` wants to see, where the file has as many. */
export const RECOGNISED_BYTES = 4096;

const SIGNATURES: readonly (readonly [Content, readonly number[]])[] = [
  ['xlsx', [0x50, 0x4b, 0x03, 0x04]],
  ['archive', [0x50, 0x4b, 0x05, 0x06]],
  ['old-excel', [0xd0, 0xcf, 0x11, 0xe0]],
  ['pdf', [0x25, 0x50, 0x44, 0x46]],
  ['archive', [0x1f, 0x8b]],
  ['archive', [0x52, 0x61, 0x72, 0x21]],
  ['archive', [0x37, 0x7a, 0xbc, 0xaf]],
];

/** Recognises a file from its beginning. `csv` is any text that is nothing else. */
export function recogniseContent(beginning: Buffer): Content {
  if (beginning.length === 0) return 'empty';
  const signature = SIGNATURES.find(([, bytes]) => bytes.every((byte, index) => beginning[index] === byte));
  if (signature !== undefined) return signature[0] === 'xlsx' ? contentOfArchive(beginning) : signature[0];
  const utf16 = utf16Of(beginning);
  const text = utf16 === undefined ? beginning.toString('latin1') : new TextDecoder(utf16).decode(beginning);
  if (PAGE.test(text.replace(/^(?:\xef\xbb\xbf)+/, ''))) return 'page';
  if (utf16 !== undefined) return 'csv';
  const zero = beginning.indexOf(0);
  return zero === -1 || (zero > 0 && isOnlyFilling(beginning, zero)) ? 'csv' : 'binary';
}

/** HTML and XML, and what Excel and mail programs call a single-file web page. */
const PAGE = /^\s*(?:<(?:!doctype|html|head|body|\?xml|!--|[a-z]+[\s>])|mime-version:)/i;

/** Of the header of an entry: where the length of its name stands, and where its name begins. */
const NAME_LENGTH = 26;
const NAME = 30;

/** What an archive holds by its first entry: that of a workbook may be any of its parts. */
function contentOfArchive(beginning: Buffer): Content {
  if (beginning.length < NAME) return 'xlsx';
  const name = beginning.toString('latin1', NAME, NAME + beginning.readUInt16LE(NAME_LENGTH));
  const isOpenDocument = name === 'mimetype' && beginning.includes('application/vnd.oasis.opendocument');
  const isNumbers = /^(?:Index\/|Index\.zip$|preview(?:-\w+)?\.jpg$)/.test(name);
  if (isOpenDocument || isNumbers) return 'other-spreadsheet';
  return /^(?!xl\/).*\.(?:csv|tsv|txt|xls[xmb]?|ods|numbers\/?)$/i.test(name) ? 'archive' : 'xlsx';
}

/** Bytes in which a text shows whether it is UTF-16, and characters from which on some of them may be beyond Latin. */
const UTF16_BYTES = 512;
const MIXED_CHARACTERS = 8;

/**
 * UTF-16 with a byte order mark, or without one where every second byte is zero, or many of them and none of the others:
 * a table of contacts in any script has digits and delimiters.
 */
export function utf16Of(beginning: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = beginning;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const pairs = Math.min(beginning.length, UTF16_BYTES) >> 1;
  if (pairs < 2) return undefined;
  const enough = pairs < MIXED_CHARACTERS ? pairs : pairs / MIXED_CHARACTERS;
  const zeros = [0, 0];
  for (let at = 0; at < 2 * pairs; at += 1) if (beginning[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd >= enough && even === 0) return 'utf-16le';
  return even >= enough && odd === 0 ? 'utf-16be' : undefined;
}

const REMEDY = 'Upload a CSV or .xlsx file.';

const REFUSALS = {
  empty: 'The contact file is empty: it has no bytes at all.',
  page: `The file is a web page, often a login page in the place of the download, or a spreadsheet saved as HTML or XML. ${REMEDY}`,
  'old-excel': `The file is an Excel file of the old kind (.xls) or protected with a password: open it in Excel and save it as .xlsx without a password. ${REMEDY}`,
  'other-spreadsheet': `The file is a spreadsheet of LibreOffice or OpenOffice (.ods), or of Apple Numbers: export it as .xlsx or CSV. ${REMEDY}`,
  pdf: `The file is a PDF. ${REMEDY}`,
  archive: `The file is an archive: unpack it first. ${REMEDY}`,
  binary: `The file is neither text nor a spreadsheet. ${REMEDY}`,
} as const satisfies Record<Exclude<Content, 'csv' | 'xlsx'>, string>;

/** Why a file that is neither CSV nor .xlsx is refused, and what to do; undefined for one that is either. */
export function refusalOf(content: keyof typeof REFUSALS): string;
export function refusalOf(content: Content): string | undefined;
export function refusalOf(content: Content): string | undefined {
  return content === 'csv' || content === 'xlsx' ? undefined : REFUSALS[content];
}
