/** A sentence for the operator: why the database cannot be used. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}
