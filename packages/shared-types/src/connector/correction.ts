import { z } from 'zod';
import { MAX_CORRECTIONS } from '../limits';
import { columnSourceSchema } from './stored-text';

/** As wide as a worksheet can be. */
const MAX_COLUMNS = 16_384;
const MAX_VALUE_CHARACTERS = 1_000;

/** What a cell of the source is read as, in the place of what stands there. */
export const cellCorrectionSchema = z.strictObject({
  /** As in `problems`: 1 is the first row under the header. */
  row: z.int().min(1),
  /**
   * As in the header of the source, or the place of the column, from 1: for columns that share a name or have none, and
   * for cells beyond the header.
   */
  column: z.union([columnSourceSchema, z.int().min(1).max(MAX_COLUMNS)]),
  value: z.string().max(MAX_VALUE_CHARACTERS),
});
export type CellCorrection = z.infer<typeof cellCorrectionSchema>;

/** Of one cell the last one counts. */
export const correctionsSchema = z.array(cellCorrectionSchema).max(MAX_CORRECTIONS);
