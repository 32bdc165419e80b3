import {
  csvFaultOf,
  CsvScanner,
  countRejectedColumns,
  decodeText,
  describeCsvFault,
  isOnlyFilling,
  isRejectedRow,
  readCsvLayout,
  RECOGNISED_ROWS,
  refusalOf,
  unguardCell,
  type ContactRow,
  type CsvDelimiter,
  type CsvFault,
} from '@ozonetel-bulk-upload/shared-types';

/** Bytes that are scanned at once, and that one record may have at most. */
const WINDOW_BYTES = 1024 * 1024;

/** A CSV file in memory, read anew as often as its rows are asked for. */
export class CsvTable {
  /** As the file has them; empty if it has no record at all. */
  readonly headers: readonly string[];
  /** Why the file cannot be read, known once all rows were read. */
  fault: string | undefined;
  #isPlain: boolean;
  readonly #utf8: Buffer;
  readonly #delimiter: CsvDelimiter;
  readonly #start: number;
  /** Columns before the user's own: a `rejected.csv` that was corrected comes back, with guarding signs of ours. */
  readonly #added: number;

  constructor(content: Buffer) {
    const { utf8, isUnchanged } = decodeText(content);
    const { delimiter, declarationBytes } = readCsvLayout(utf8, utf8.length);
    this.#utf8 = utf8;
    this.#delimiter = delimiter;
    this.#start = declarationBytes;
    const [header] = this.#records();
    const names = header === undefined ? [] : cellsOf(header);
    this.#added = this.#countAdded(countRejectedColumns(names));
    this.headers = names.slice(this.#added);
    this.#isPlain = isUnchanged && this.#start === 0 && this.#added === 0;
  }

  /** The rows under the header: the same object for each. */
  *rows(): Generator<ContactRow> {
    let isHeader = true;
    for (const record of this.#records()) {
      // The last line of a file that was cut says how much is missing: it is no contact.
      const isOwn = !isHeader && (this.#added === 0 || record.width > this.#added);
      if (isOwn) yield this.#added === 0 ? record : withoutFirst(record, this.#added);
      isHeader = false;
    }
  }

  /** Whether Ozonetel may have the file byte for byte; known once all rows were read. */
  get isPlain(): boolean {
    return this.#isPlain;
  }

  /** A header like ours may be the user's: one of the first rows must be ours as well. */
  #countAdded(candidates: number): number {
    if (candidates === 0) return 0;
    let rows = -1;
    for (const record of this.#records()) {
      if (rows >= 0 && isRejectedRow(cellsOf(record).slice(0, candidates))) return candidates;
      rows += 1;
      if (rows === RECOGNISED_ROWS) return 0;
    }
    return 0;
  }

  *#records(): Generator<ContactRow> {
    const scanner = new CsvScanner(this.#delimiter);
    const zero = this.#utf8.indexOf(0);
    if (zero !== -1 && !isOnlyFilling(this.#utf8, zero)) {
      this.fault = refusalOf('binary');
      return;
    }
    let records = 0;
    for (let from = this.#start; from < this.#utf8.length;) {
      const window = this.#utf8.subarray(from, from + WINDOW_BYTES);
      const scanned = scan(scanner, window, from + window.length === this.#utf8.length);
      if (scanned.fault !== undefined) {
        this.fault = describeCsvFault(scanned.fault, records + scanner.length, scanner.nextLine);
        return;
      }
      for (let index = 0; index < scanner.length; index += 1) yield scanner.at(index);
      records += scanner.length;
      from += scanned.taken;
    }
    this.#isPlain &&= scanner.isPlain;
  }
}

/** Takes whole records; none means that the first one is longer than a record can be. */
function scan(
  scanner: CsvScanner,
  window: Buffer,
  isLast: boolean,
): { readonly taken: number; readonly fault?: CsvFault } {
  try {
    const taken = scanner.scan(window, window.length, isLast);
    return taken === 0 ? { taken, fault: 'endless' } : { taken };
  } catch (error) {
    return { taken: 0, fault: csvFaultOf(error) };
  }
}

/** The texts of a row's cells. */
export function cellsOf(row: ContactRow): string[] {
  return Array.from({ length: row.width }, (_, column) => row.text(column));
}

function withoutFirst(row: ContactRow, added: number): ContactRow {
  return {
    width: Math.max(0, row.width - added),
    line: row.line,
    text: (column) => unguardCell(row.text(column + added)),
    faultOf: (column) => row.faultOf(column + added),
  };
}
