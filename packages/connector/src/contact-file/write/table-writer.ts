/** A table on its way into a file: the header first, then one row after another. */
export interface TableWriter {
  write(cells: readonly string[]): Promise<void>;
  close(): Promise<void>;
}
