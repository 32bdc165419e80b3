import { isBlankText } from './visible-text';

/** One row of a contact file as the rules read it, whatever it was read from. */
export interface ContactRow {
  /** Cells up to the last one that is not blank. */
  readonly width: number;
  /** The line of the text or the spreadsheet that it begins on, the header and blank lines counted; from 1. */
  readonly line: number;
  /** Whether the spreadsheet does not show the row: it is hidden, or filtered out. */
  readonly isHidden?: boolean;
  /** The text of a cell, `''` where the row has none. */
  text(column: number): string;
  /**
   * A cell as its file stores it, perhaps in quotes; undefined where the stored bytes have other digits than the text,
   * or are fewer than its characters. The next call of this method overwrites it.
   */
  stored?(column: number): StoredCell | undefined;
  /**
   * The cells of what stands within a quoted cell as if it were a record: each of its lines but the first, or its one
   * line if it is the only cell of the row.
   */
  recordsWithin?(): string[][];
  /** Why a phone number in the cell would differ from what was typed, although its text may look like one. */
  faultOf(column: number): CellFault | undefined;
}

/** Some bytes in UTF-8. */
export interface StoredCell {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/**
 * `imprecise`: a number that was stored with fewer digits than were typed. `date`: a number that is a date to the
 * spreadsheet. `uncalculated`: a formula whose result is not in the file. `scientific`: a number that a spreadsheet read
 * from scientific notation. `decimals`: a number with decimals, of which zeros at the end are not kept. `negative`: a
 * number below zero, as a spreadsheet calculates it from `+91-9845012345`.
 */
export type CellFault = 'imprecise' | 'date' | 'uncalculated' | 'scientific' | 'decimals' | 'negative';

/** A row of plain texts. */
export function contactRowOf(cells: readonly string[], line: number): ContactRow {
  return {
    line,
    width: cells.findLastIndex((cell) => !isBlankText(cell)) + 1,
    text: (column) => cells[column] ?? '',
    faultOf: () => undefined,
  };
}
