import { isBarePhoneNumber } from './phone-number';

/**
 * `endless`: a record is longer than any can be, as behind a quote that is opened and not closed. `strayQuote`: a quoted
 * cell spans a line break and has text behind its closing quote, so that records may have been taken for its text.
 * `contactsInHeader`: they were, and the cell is the name of a column. `otherLineEnds`: lines end with a character that no
 * spreadsheet takes for a line break, so that contacts are in the header.
 */
export type CsvFault = 'endless' | 'strayQuote' | 'contactsInHeader' | 'otherLineEnds';

/** What ends a line to some programs: line tabulation, form feed, next line, line and paragraph separator. */
const OTHER_LINE_ENDS = /[\v\f\u0085\u2028\u2029]/;

/** @throws CsvDamageError if phone numbers stand in a header behind what ends a line to some programs alone */
export function refuseOtherLineEnds(header: string, delimiter: string): void {
  const [, ...lines] = header.split(OTHER_LINE_ENDS);
  const cells = lines.flatMap((line) => line.replaceAll('"', '').split(delimiter));
  if (cells.some(isBarePhoneNumber)) throw new CsvDamageError('otherLineEnds');
}

/** A CSV text that cannot be read without contacts being lost. */
export class CsvDamageError extends Error {
  override readonly name = 'CsvDamageError';

  constructor(readonly fault: CsvFault) {
    super(`The CSV text is damaged: ${fault}.`);
  }
}

/** What a scanner found damaged. @throws the error itself if it is another one */
export function csvFaultOf(error: unknown): CsvFault {
  if (error instanceof CsvDamageError) return error.fault;
  throw error;
}

/**
 * What is wrong with a CSV file, where, and what to do.
 * @param recordsBefore records before the damaged one, the header among them
 * @param line that the damaged one begins on
 */
export function describeCsvFault(fault: CsvFault, recordsBefore: number, line: number): string {
  if (fault === 'contactsInHeader') {
    return 'The file cannot be read as CSV: a quote (") is opened in the header, and what looks like a contact stands before the next quote, which is on another line. Delete the quote.';
  }
  if (fault === 'otherLineEnds') {
    return 'The file cannot be read as CSV: its lines end with a character that is not a line break in CSV, such as U+2028 (line separator) or U+0085 (next line). Save it with the line ends CRLF or LF.';
  }
  const where = recordsBefore === 0 ? 'the header' : `row ${recordsBefore} (line ${line})`;
  if (fault === 'endless') {
    return `The file cannot be read as CSV: ${where} has no end. A quote (") is opened there and not closed, or the file is not a table.`;
  }
  return `The file cannot be read as CSV: in ${where} a quote (") is opened, and text follows the next quote, which is on another line. Delete the quote, or double each quote inside a quoted cell.`;
}
