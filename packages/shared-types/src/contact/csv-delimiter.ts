import { findCommonTarget } from './common-columns';
import { findKnownColumn } from './headers';
import { isBarePhoneNumber } from './phone-number';

/** What may stand between the cells of a CSV file. */
export const CSV_DELIMITERS = [',', ';', '\t', '|'] as const;
export type CsvDelimiter = (typeof CSV_DELIMITERS)[number];

/** Records that are looked at beside the header. */
const SAMPLED_RECORDS = 5;

/**
 * Finds the delimiter from the beginning of a CSV text. Excel's line `sep=;` decides at once; else the header does if
 * one of its columns is PhoneNumber. Of others, the delimiter wins that is as often in the records below as in the header,
 * outside quotes; of several, one that sets phone numbers apart, as commas may be part of names; then the most frequent.
 */
export function detectDelimiter(beginning: string): CsvDelimiter {
  const declared = readDeclaredDelimiter(beginning);
  if (declared !== undefined) return declared;
  const lines = firstLines(beginning);
  const [best] = CSV_DELIMITERS.map((delimiter) => candidateOf(delimiter, lines)).sort(
    (a, b) =>
      Number(b.hasPhoneNumberColumn) - Number(a.hasPhoneNumberColumn) ||
      Number(b.isSteady) - Number(a.isSteady) ||
      Number(b.setsNumbersApart) - Number(a.setsNumbersApart) ||
      b.inHeader - a.inHeader,
  );
  return best?.delimiter ?? ',';
}

interface Candidate {
  readonly delimiter: CsvDelimiter;
  readonly inHeader: number;
  readonly isSteady: boolean;
  readonly hasPhoneNumberColumn: boolean;
  readonly setsNumbersApart: boolean;
}

function candidateOf(delimiter: CsvDelimiter, lines: readonly string[]): Candidate {
  const [header = [], ...below] = lines.map((line) => line.split(delimiter));
  const inHeader = header.length - 1;
  const isThere = inHeader > 0;
  return {
    delimiter,
    inHeader,
    isSteady: isThere && below.every((cells) => cells.length === header.length),
    hasPhoneNumberColumn: isThere && findKnownColumn(header, 'PhoneNumber') !== -1,
    setsNumbersApart: isThere && hasPhoneNumbers(header, below),
  };
}

/** Whether a column has a common name for phone numbers, or a cell below is one and nothing else. */
export function hasPhoneNumbers(header: readonly string[], below: readonly (readonly string[])[]): boolean {
  return (
    header.some((name) => findCommonTarget(name) === 'PhoneNumber') ||
    below.some((cells) => cells.some(isBarePhoneNumber))
  );
}

/** The delimiter that Excel's first line `sep=;` names, were it quoted, or filled up with delimiters as other lines are. */
export function readDeclaredDelimiter(beginning: string): CsvDelimiter | undefined {
  const declared = /^(?:\uFEFF|\u00EF\u00BB\u00BF|")*sep=([,;\t|])"?[,;\t| ]*(?:[\r\n]|$)/i.exec(
    beginning,
  )?.[1];
  return CSV_DELIMITERS.find((delimiter) => delimiter === declared);
}

/** The first lines that are not blank, without quotes, and with a letter for what is quoted if it could divide cells. */
function firstLines(beginning: string): string[] {
  return beginning
    .replace(/"(?:[^"]|"")*(?:"|$)/g, (quoted) =>
      /[,;\t|\r\n]/.test(quoted) ? 'q' : quoted.replaceAll('"', ''),
    )
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, 1 + SAMPLED_RECORDS);
}

/** Bytes at the beginning of a text, if it has as many, that its delimiter is found in. */
export const BEGINNING_BYTES = 32 * 1024;

/** How the records of a CSV text are written, and where the first begins. */
export interface CsvLayout {
  readonly delimiter: CsvDelimiter;
  /** Bytes of Excel's line `sep=;`, its line end not counted. */
  readonly declarationBytes: number;
}

/** Finds out how a CSV text in UTF-8 is written. @param length bytes of it, `BEGINNING_BYTES` where it has as many */
export function readCsvLayout(bytes: Buffer, length: number): CsvLayout {
  const beginning = bytes.toString('utf8', 0, Math.min(length, BEGINNING_BYTES));
  const declared = readDeclaredDelimiter(beginning);
  if (declared === undefined) return { delimiter: detectDelimiter(beginning), declarationBytes: 0 };
  return { delimiter: declared, declarationBytes: Buffer.byteLength(beginning.split(/[\r\n]/, 1)[0] ?? '') };
}
