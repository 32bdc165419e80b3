import type { ContactRow, Notice } from '@ozonetel-bulk-upload/shared-types';

/** Some rows, valid until the next batch is asked for. `at` may give the same object for every index. */
export interface RowBatch {
  readonly length: number;
  at(index: number): ContactRow;
}

/** A contact file being read, whatever it is written in. */
export interface ContactReader {
  /** The format of the file as it is stored. */
  readonly format: 'csv' | 'xlsx';
  /**
   * Reads from the beginning, each time anew: the header, then every row that is not blank.
   * @throws ContactFileError if the file is damaged
   */
  batches(): AsyncGenerator<RowBatch>;
  /**
   * Whether the bytes are as Ozonetel is to get them. Known once `batches` has ended.
   * @param textColumns columns whose cells must be texts, not numbers
   */
  isAsItIs(textColumns: readonly number[]): boolean;
  /** What is worth knowing besides its rows. Known once `batches` has ended, or begun if its header is refused. */
  notices?(): Promise<readonly Notice[]>;
}
