import { z } from 'zod';
import { KNOWN_HEADERS } from '../contact/known-headers';

/** Whether a column with a common name is used as the known one (`aliases`), or only suggested (`names`). */
export const columnMatchingSchema = z.enum(['names', 'aliases']);
export type ColumnMatching = z.infer<typeof columnMatchingSchema>;

/** A column of a contact file, in the order of the file. */
export const columnSchema = z.object({
  /** As the file has it. */
  source: z.string(),
  /** As it is written for Ozonetel. */
  target: z.string(),
  /**
   * The known column that its common name means, if no other column of the file fits; only with
   * `columnMatching: "names"`, as `"aliases"` makes it the target.
   */
  suggestion: z.enum(KNOWN_HEADERS).optional(),
});
export type Column = z.infer<typeof columnSchema>;

/**
 * Why the header of a contact file is refused, for texts in the words of a user interface. Names are those of the file,
 * cut to 40 characters and with digits masked, as a first row may be a contact.
 */
export const columnFaultSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('missing'),
    column: z.enum(KNOWN_HEADERS),
    /** All columns that have a name. */
    found: z.array(z.string()),
    /** Those whose names commonly stand for the missing one: several where none could be chosen. */
    candidates: z.array(z.string()),
    /** What `columns` names and the file does not have: the first 20. */
    unmatched: z.array(z.string()),
    /** How many those are altogether. */
    unmatchedCount: z.int(),
  }),
  z.object({
    kind: z.literal('doubled'),
    /** What more than one column would be for Ozonetel. */
    column: z.string(),
    /** Those columns, as the file has them. */
    sources: z.array(z.string()),
  }),
]);
export type ColumnFault = z.infer<typeof columnFaultSchema>;
