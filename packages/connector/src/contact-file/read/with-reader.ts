import {
  assumeEncoding,
  encodingOfInvalidUtf8,
  recogniseContent,
  RECOGNISED_BYTES,
  refusalOf,
  type CellCorrection,
  type TextEncoding,
} from '@ozonetel-bulk-upload/shared-types';
import type { Content, StoredFile } from '../../store/spool/content';
import { ContactFileError } from '../contact-file-error';
import type { ContactReader } from './contact-reader';
import { CsvReader } from './csv/csv-reader';
import { isDamagedUtf8 } from './csv/damaged-utf8';
import { CorrectedCells } from './corrected-cells';
import { CorrectedFile } from './corrected-file';
import { NotUtf8Error } from './csv/utf8-source';
import type { ReadingLimits } from './reading-limits';
import { RowsOutOfOrderError } from './xlsx/sheet-scanner';
import { openXlsxReader } from './xlsx/xlsx-reader';

export interface ContactSource {
  readonly file: StoredFile;
  /** `contacts`: inline contacts as CSV of our own, whatever its cells look like. */
  readonly kind: 'file' | 'contacts';
  /** What cells are read as in the place of what stands there. */
  readonly corrections?: readonly CellCorrection[];
}

/**
 * Opens a contact file, known by its content, for as long as `useCorrected` takes. It is called once more if the
 * text of the file turns out to be encoded in another way than its beginning, or the rows of a sheet to be out of order.
 * @throws ContactFileError
 */
export async function withReader<T>(
  { file, kind, corrections = [] }: ContactSource,
  limits: ReadingLimits,
  useCorrected: (reader: ContactReader) => Promise<T>,
): Promise<T> {
  const use = (reader: ContactReader) =>
    useCorrected(corrections.length === 0 ? reader : new CorrectedCells(reader, corrections));
  const content = await file.open();
  try {
    if (kind === 'contacts') return await use(contactsReader(content));
    const beginning = await readBeginning(content);
    const recognised = recogniseContent(beginning);
    const refusal = refusalOf(recognised);
    if (refusal !== undefined) {
      throw new ContactFileError(recognised === 'empty' ? 'file_empty' : 'file_not_a_contact_file', refusal);
    }
    if (recognised === 'xlsx') return await withXlsxReader(content, limits, use);
    return await withCsvReader(content, assumeEncoding(beginning), use);
  } finally {
    await content.close();
  }
}

function contactsReader(content: Content): ContactReader {
  const reader = new CsvReader(content, { name: 'utf-8', markBytes: 0 }, ',');
  // A row may be shorter than the header, where its contact came before the first that has all columns.
  return {
    format: reader.format,
    batches: () => reader.batches(),
    isAsItIs: () => reader.isAsItIs() && reader.isEven,
  };
}

/** Whether a file is CSV by its beginning. It stays open: what is read as it comes is read on. */
export async function isText(file: StoredFile): Promise<boolean> {
  return recogniseContent(await readBeginning(await file.open())) === 'csv';
}

async function readBeginning(content: Content): Promise<Buffer> {
  const beginning = Buffer.alloc(RECOGNISED_BYTES);
  return beginning.subarray(0, await content.read(beginning, 0));
}

async function withCsvReader<T>(
  content: Content,
  encoding: TextEncoding,
  use: (reader: ContactReader) => Promise<T>,
): Promise<T> {
  try {
    return await use(new CorrectedFile(new CsvReader(content, encoding)));
  } catch (error) {
    if (!(error instanceof NotUtf8Error)) throw error;
    const actual = encodingOfInvalidUtf8(encoding, await isDamagedUtf8(content));
    return use(new CorrectedFile(new CsvReader(content, actual)));
  }
}

async function withXlsxReader<T>(
  content: Content,
  limits: ReadingLimits,
  use: (reader: ContactReader) => Promise<T>,
): Promise<T> {
  const reader = await openXlsxReader(content, limits);
  try {
    return await use(new CorrectedFile(reader));
  } catch (error) {
    if (!(error instanceof RowsOutOfOrderError)) throw error;
    return await use(new CorrectedFile(reader.inOrder()));
  } finally {
    reader.close();
  }
}
