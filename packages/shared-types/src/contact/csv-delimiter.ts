/** What may stand between the cells of a CSV file. */
export const CSV_DELIMITERS = [',', ';', '\t', '|'] as const;
export type CsvDelimiter = (typeof CSV_DELIMITERS)[number];

/** Records that are looked at beside the header. */
const SAMPLED_RECORDS = 5;

/**
 * Finds the delimiter from the beginning of a CSV text: the one in the header, outside quotes, and
 * as often in the records below; of several, the most frequent. Excel's line `sep=;` decides at once.
 */
export function detectDelimiter(beginning: string): CsvDelimiter {
  const declared = readDeclaredDelimiter(beginning);
  if (declared !== undefined) return declared;
  const lines = firstLines(beginning);
  const candidates = CSV_DELIMITERS.map((delimiter) => {
    const counts = lines.map((line) => line.split(delimiter).length - 1);
    const [inHeader = 0, ...below] = counts;
    return { delimiter, inHeader, isSteady: inHeader > 0 && below.every((count) => count === inHeader) };
  });
  const [best] = candidates.sort(
    (a, b) => Number(b.isSteady) - Number(a.isSteady) || b.inHeader - a.inHeader,
  );
  return best?.delimiter ?? ',';
}

/** The delimiter that Excel's first line `sep=;` names, were it quoted, or filled up with delimiters as other lines are. */
export function readDeclaredDelimiter(beginning: string): CsvDelimiter | undefined {
  const declared = /^(?:\uFEFF|\u00EF\u00BB\u00BF|")*sep=([,;\t|])"?[,;\t| ]*(?:[\r\n]|$)/i.exec(
    beginning,
  )?.[1];
  return CSV_DELIMITERS.find((delimiter) => delimiter === declared);
}

/** The first lines that are not blank, with a letter for all that is quoted in them. */
function firstLines(beginning: string): string[] {
  return beginning
    .replace(/"(?:[^"]|"")*(?:"|$)/g, 'q')
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
