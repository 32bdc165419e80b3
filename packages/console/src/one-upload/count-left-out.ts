import type { Schema } from '../api/call';

/** How many rows the check left out, as far as it has counted them. */
export function countLeftOut({ counts }: Pick<Schema<'Upload'>, 'counts'>): number {
  return (counts?.invalid ?? 0) + (counts?.duplicates ?? 0);
}
