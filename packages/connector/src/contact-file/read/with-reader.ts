import { open, type FileHandle } from 'node:fs/promises';
import {
  assumeEncoding,
  encodingOfInvalidUtf8,
  recogniseContent,
  RECOGNISED_BYTES,
  refusalOf,
  type TextEncoding,
} from '@ozonetel-bulk-upload/shared-types';
import { ContactFileError } from '../contact-file-error';
import type { ContactReader } from './contact-reader';
import { CsvReader } from './csv/csv-reader';
import { isDamagedUtf8 } from './csv/damaged-utf8';
import { CorrectedFile } from './corrected-file';
import { NotUtf8Error } from './csv/utf8-source';
import type { ReadingLimits } from './reading-limits';
import { RowsOutOfOrderError } from './xlsx/sheet-scanner';
import { openXlsxReader } from './xlsx/xlsx-reader';

export interface ContactSource {
  readonly path: string;
  /** `contacts`: inline contacts as CSV of our own, whatever its cells look like. */
  readonly kind: 'file' | 'contacts';
}

/**
 * Opens a contact file, known by its content, for as long as `use` takes. `use` is called once more where the
 * text of the file turns out to be encoded in another way than its beginning, or the rows of a sheet to be out of order.
 * @throws ContactFileError
 */
export async function withReader<T>(
  { path, kind }: ContactSource,
  limits: ReadingLimits,
  use: (reader: ContactReader) => Promise<T>,
): Promise<T> {
  const file = await open(path, 'r');
  try {
    if (kind === 'contacts') return await use(contactsReader(file));
    const beginning = await readBeginning(file);
    const content = recogniseContent(beginning);
    const refusal = refusalOf(content);
    if (refusal !== undefined) {
      throw new ContactFileError(content === 'empty' ? 'file_empty' : 'file_not_a_contact_file', refusal);
    }
    if (content === 'xlsx') return await withXlsxReader(path, limits, use);
    return await withCsvReader(file, assumeEncoding(beginning), use);
  } finally {
    await file.close();
  }
}

function contactsReader(file: FileHandle): ContactReader {
  const reader = new CsvReader(file, { name: 'utf-8', markBytes: 0 }, ',');
  // Rewritten when sent: its rows may be shorter than its header.
  return { format: undefined, batches: () => reader.batches(), isAsItIs: () => false };
}

async function readBeginning(file: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(RECOGNISED_BYTES), 0, RECOGNISED_BYTES, 0);
  return buffer.subarray(0, bytesRead);
}

async function withCsvReader<T>(
  file: FileHandle,
  encoding: TextEncoding,
  use: (reader: ContactReader) => Promise<T>,
): Promise<T> {
  try {
    return await use(new CorrectedFile(new CsvReader(file, encoding)));
  } catch (error) {
    if (!(error instanceof NotUtf8Error)) throw error;
    const actual = encodingOfInvalidUtf8(encoding, await isDamagedUtf8(file));
    return use(new CorrectedFile(new CsvReader(file, actual)));
  }
}

async function withXlsxReader<T>(
  path: string,
  limits: ReadingLimits,
  use: (reader: ContactReader) => Promise<T>,
): Promise<T> {
  const reader = await openXlsxReader(path, limits);
  try {
    return await use(new CorrectedFile(reader));
  } catch (error) {
    if (!(error instanceof RowsOutOfOrderError)) throw error;
    return await use(new CorrectedFile(reader.inOrder()));
  } finally {
    reader.close();
  }
}
