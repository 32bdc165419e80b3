/** A sentence for the operator: why the database cannot be used. */
export class StoreError extends Error {
  override readonly name: string = 'StoreError';
}

/** The file of an open SQLite database was deleted or replaced: until it is back, what is written to it is lost. */
export class FileLostError extends StoreError {
  override readonly name = 'FileLostError';
}
