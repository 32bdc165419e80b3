import { z } from 'zod';
import { MAX_ODD_ROWS, PREVIEW_ROWS } from '../limits';
import { columnSchema } from './column';
import { noticeSchema } from './notice';
import { countsSchema, outcomeSchema, rowProblemSchema, uploadPartSchema } from './upload';
import { uploadRequestSchema } from './upload-request';

/**
 * The body of `POST /v1/checks`: that of an upload without account, campaign and notification. Exactly one source is
 * checked by `parseCheckRequest`, which knows of the multipart part `file`. `dryRun` changes nothing.
 */
export const checkRequestSchema = uploadRequestSchema
  .omit({ account: true, campaignName: true, notifyUrl: true, notifySecret: true, notifyBy: true })
  .extend({
    action: z
      .literal('start', { error: 'must be "start" or left out: a stop has no contacts to check' })
      .optional(),
  });
export type CheckRequest = z.infer<typeof checkRequestSchema>;
/** What a client may write: defaults left out. */
export type CheckRequestInput = z.input<typeof checkRequestSchema>;

/** A row that is sent, and is worth a look before. */
export const oddRowSchema = z.object({
  row: z.int(),
  line: z.int(),
  /** What is odd about it, as a sentence. */
  reason: z.string(),
  /** Cut to 1,000 characters each. */
  cells: z.array(z.string()),
});
export type OddRow = z.infer<typeof oddRowSchema>;

/** What would become of a contact file: the answer of `POST /v1/checks`. Nothing of it is stored. */
export const checkResultSchema = z.object({
  /** Left out where the file could not be read, or its header alone is refused. `sent` is 0. */
  counts: countsSchema.optional(),
  /** The first 100. */
  problems: z.array(rowProblemSchema),
  notices: z.array(noticeSchema),
  /** `success` with the code `checked`, or why the file would be rejected. */
  outcome: outcomeSchema,
  /** The requests to Ozonetel; none if the file would be rejected. */
  parts: z.array(
    uploadPartSchema.pick({ number: true, firstRow: true, lastRow: true }).extend({ rows: z.int() }),
  ),
  /** In the order of the file; the first 100. */
  columns: z.array(columnSchema),
  /** The first valid rows that a notice is about, with their cells as the file has them; left out where none is. */
  oddRows: z.array(oddRowSchema).max(MAX_ODD_ROWS).optional(),
  /** The first 20 valid rows as they would be sent: a cell for each of `columns`, cut to 1,000 characters. */
  preview: z.array(z.array(z.string())).max(PREVIEW_ROWS),
});
export type CheckResult = z.infer<typeof checkResultSchema>;
