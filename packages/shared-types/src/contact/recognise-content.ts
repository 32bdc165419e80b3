import { isOnlyFilling } from './text-end';

/** What a file is by its first bytes, whatever its name says. */
export type Content =
  | 'csv'
  | 'xlsx'
  | 'page'
  | 'json'
  | 'contact-cards'
  | 'rich-text'
  | 'old-excel'
  | 'other-spreadsheet'
  | 'pdf'
  | 'archive'
  | 'archive-within'
  | 'binary'
  | 'empty';

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
  const kind = textKindOf(text.replace(/^(?:\xef\xbb\xbf)+/, ''));
  if (kind !== undefined) return kind;
  if (utf16 !== undefined) return 'csv';
  const zero = beginning.indexOf(0);
  if (zero === -1 || (zero > 0 && isOnlyFilling(beginning, zero))) return 'csv';
  return beginning.includes('PK\x03\x04', 0, 'latin1') ? 'archive-within' : 'binary';
}

const TEXT_KINDS: readonly (readonly [Content, RegExp])[] = [
  // HTML and XML, and what Excel and mail programs call a single-file web page; a header may be in brackets, `<Phone>,<Name>`.
  [
    'page',
    /^\s*(?:<(?:!doctype|html|head|body|\?xml|!--|[a-z][\w.:-]*(?:[\s/]|>(?![,;|\t])))|mime-version:)/i,
  ],
  // An object or a list (RFC 8259), one for each line too; a header may be in brackets, `[Phone],[Name]`.
  [
    'json',
    /^\s*(?:\{\s*(?:"(?:[^"\\]|\\.)*"\s*:|\})|\[\s*(?:\]|[{[]\s*["{[\d}\]-]|"(?:[^"\\]|\\.)*"\s*(?:,\s*"|\]\s*$)))/,
  ],
  ['contact-cards', /^\s*BEGIN:VCARD\s/i],
  ['rich-text', /^\s*\{\\rtf/],
];

function textKindOf(text: string): Content | undefined {
  return TEXT_KINDS.find(([, pattern]) => pattern.test(text))?.[0];
}

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
  json: `The file is JSON: data of a program, or its error message in the place of the download. ${REMEDY}`,
  'contact-cards': `The file holds contact cards (.vcf): export the contacts as CSV, or open it in the address book it comes from and export it there. ${REMEDY}`,
  'rich-text': `The file is a text document (.rtf): save the table as .xlsx or CSV. ${REMEDY}`,
  'old-excel': `The file is an Excel file of the old kind (.xls) or protected with a password: open it in Excel and save it as .xlsx without a password. ${REMEDY}`,
  'other-spreadsheet': `The file is a spreadsheet of LibreOffice or OpenOffice (.ods), or of Apple Numbers: export it as .xlsx or CSV. ${REMEDY}`,
  pdf: `The file is a PDF. ${REMEDY}`,
  archive: `The file is an archive: unpack it first. ${REMEDY}`,
  'archive-within': `The file has extra bytes before the .xlsx data, as a faulty upload script can add. Download it again from its source.`,
  binary: `The file is neither text nor a spreadsheet. ${REMEDY}`,
} as const satisfies Record<Exclude<Content, 'csv' | 'xlsx'>, string>;

/** Why a file that is neither CSV nor .xlsx is refused, and what to do; undefined for one that is either. */
export function refusalOf(content: keyof typeof REFUSALS): string;
export function refusalOf(content: Content): string | undefined;
export function refusalOf(content: Content): string | undefined {
  return content === 'csv' || content === 'xlsx' ? undefined : REFUSALS[content];
}
