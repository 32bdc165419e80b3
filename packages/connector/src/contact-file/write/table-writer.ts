/** A table on its way into a file: the header first, then one row after another. */
export interface TableWriter {
  write(cells: readonly string[]): Promise<void>;
  /** Writes what is still missing; the file is its owner's to end. */
  end(): Promise<void>;
}
