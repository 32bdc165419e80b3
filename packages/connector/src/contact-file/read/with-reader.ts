import { open, type FileHandle } from 'node:fs/promises';
import { ContactFileError } from '../contact-file-error';
import type { ContactReader } from './contact-reader';
import { ContactsReader } from './contacts/contacts-reader';
import { CsvReader } from './csv/csv-reader';
import { assumeEncoding, NotUtf8Error, WINDOWS_1252, type Encoding } from './csv/encoding';
import { MendedFile } from './mended-file';
import { recogniseContent, RECOGNISED_BYTES, type Content } from './recognise-content';
import { openXlsxReader } from './xlsx/xlsx-reader';

export interface ContactSource {
  readonly path: string;
  /** `contacts`: the file holds the JSON array of inline contacts. */
  readonly kind: 'file' | 'contacts';
}

/**
 * Opens a contact file, known by its content, for as long as `use` takes. `use` is called once more where the
 * text of the file turns out to be encoded in another way than its beginning.
 * @throws ContactFileError
 */
export async function withReader<T>(
  { path, kind }: ContactSource,
  limits: { readonly maxInflatedBytes: number },
  use: (reader: ContactReader) => Promise<T>,
): Promise<T> {
  const file = await open(path, 'r');
  try {
    if (kind === 'contacts') return await use(new ContactsReader(file));
    const beginning = await readBeginning(file);
    const content = recogniseContent(beginning);
    if (content === 'xlsx') return await withXlsxReader(path, limits, use);
    if (content === 'csv') return await withCsvReader(file, assumeEncoding(beginning), use);
    throw refusalOf(content);
  } finally {
    await file.close();
  }
}

async function readBeginning(file: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(RECOGNISED_BYTES), 0, RECOGNISED_BYTES, 0);
  return buffer.subarray(0, bytesRead);
}

async function withCsvReader<T>(
  file: FileHandle,
  encoding: Encoding,
  use: (reader: ContactReader) => Promise<T>,
): Promise<T> {
  try {
    return await use(new MendedFile(new CsvReader(file, encoding)));
  } catch (error) {
    if (!(error instanceof NotUtf8Error)) throw error;
    return use(new MendedFile(new CsvReader(file, WINDOWS_1252)));
  }
}

async function withXlsxReader<T>(
  path: string,
  limits: { readonly maxInflatedBytes: number },
  use: (reader: ContactReader) => Promise<T>,
): Promise<T> {
  const reader = await openXlsxReader(path, limits);
  try {
    return await use(new MendedFile(reader));
  } finally {
    reader.close();
  }
}

function refusalOf(content: Exclude<Content, 'csv' | 'xlsx'>): ContactFileError {
  if (content === 'empty')
    return new ContactFileError('file_empty', 'The contact file is empty: it has no bytes at all.');
  return new ContactFileError('file_not_a_contact_file', `${REFUSALS[content]} ${REMEDY}`);
}

const REMEDY = 'Upload a CSV or .xlsx file.';

const REFUSALS = {
  page: 'The file is a web page, often a login page in the place of the download, or a spreadsheet saved as HTML or XML.',
  'old-excel':
    'The file is an Excel file of the old kind (.xls) or protected with a password: open it in Excel and save it as .xlsx without a password.',
  pdf: 'The file is a PDF.',
  archive: 'The file is an archive: unpack it first.',
  binary: 'The file is neither text nor a spreadsheet.',
} as const;
