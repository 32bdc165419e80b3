import { z } from 'zod';
import { OWN_CODES, PROBLEM_CODES, VENDOR_CODES } from '../outcome/codes';
import { columnFaultSchema } from './column';
import { noticeSchema } from './notice';
import { FINAL_STATES, OPEN_STATES } from './upload-state';

export const uploadStateSchema = z.enum([...OPEN_STATES, ...FINAL_STATES]);

/**
 * What is wrong with one row. `row` 1 is the first non-blank record under the header of the source file; `line` is the
 * line in the spreadsheet or text file, the header and blank lines counted. Inline contacts count as a list with a
 * header. Uploads that an earlier release checked have no `line`.
 */
export const rowProblemSchema = z.object({
  row: z.int().min(1),
  line: z.int().min(1).optional(),
  column: z.string().optional(),
  code: z.enum(PROBLEM_CODES),
  message: z.string(),
});
export type RowProblem = z.infer<typeof rowProblemSchema>;

/**
 * `valid + invalid + duplicates = rows`, and with `hiddenRows: "drop"` `hidden` is one more of the addends; otherwise
 * hidden rows are among the others. `duplicates` counts dropped rows alone. An earlier release counted no `hidden`.
 */
export const countsSchema = z.object({
  rows: z.int(),
  valid: z.int(),
  invalid: z.int(),
  duplicates: z.int(),
  hidden: z.int().optional(),
  sent: z.int(),
});
export type Counts = z.infer<typeof countsSchema>;

export const outcomeSchema = z.object({
  status: z.enum(['success', 'error']),
  code: z.enum([...VENDOR_CODES, ...OWN_CODES]),
  /** The vendor's text, verbatim, or the connector's sentence that says what to do. */
  message: z.string(),
  /** What to do about it, where the message alone does not say. */
  advice: z.string().optional(),
  /** From `check`: rows of the source file. From `reply` and `callback`: the vendor's, about what was sent. */
  rows: z.array(z.int()).optional(),
  source: z.enum(['check', 'reply', 'callback', 'timeout', 'transport']),
  /** What the message says about the header, where that is why: for texts in words of one's own. */
  columnFault: columnFaultSchema.optional(),
  /** A later callback that says something else than the first: kept, and changes nothing. */
  conflict: z.string().optional(),
});
export type Outcome = z.infer<typeof outcomeSchema>;

export const uploadPartSchema = z.object({
  number: z.int().min(1),
  firstRow: z.int().min(1),
  lastRow: z.int().min(1),
  state: uploadStateSchema,
  outcome: outcomeSchema.optional(),
});
export type UploadPart = z.infer<typeof uploadPartSchema>;

/** One request to put one contact file into one campaign, or to stop one. */
export const uploadSchema = z.object({
  id: z.string(),
  state: uploadStateSchema,
  username: z.string(),
  campaignName: z.string(),
  action: z.enum(['start', 'stop']).optional(),
  dryRun: z.boolean().optional(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** When waiting: the earliest time of its slot. */
  notBefore: z.iso.datetime().optional(),
  /** While a fetch or a send is being retried: attempts that failed, why the last one did, and when the next is due. */
  attempts: z.int().optional(),
  lastError: z.string().optional(),
  nextAttemptAt: z.iso.datetime().optional(),
  counts: countsSchema.optional(),
  problems: z.array(rowProblemSchema).optional(),
  notices: z.array(noticeSchema).optional(),
  parts: z.array(uploadPartSchema).optional(),
  outcome: outcomeSchema.optional(),
});
export type Upload = z.infer<typeof uploadSchema>;

export const uploadListSchema = z.object({ items: z.array(uploadSchema), nextCursor: z.string().nullable() });
export type UploadList = z.infer<typeof uploadListSchema>;
