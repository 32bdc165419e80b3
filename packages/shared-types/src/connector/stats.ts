import { z } from 'zod';

const count = z.int().min(0);

/** Uploads that were accepted within one hour or day, without dry runs and stops. */
export const statsBucketSchema = z.object({
  /** Where it begins. */
  at: z.iso.datetime(),
  uploads: z.object({
    succeeded: count,
    failed: count,
    rejected: count,
    unconfirmed: count,
    canceled: count,
    /** Those that have not ended. */
    underWay: count,
  }),
  rows: z.object({
    /** Sent to Ozonetel, as far as it has not refused them. */
    sent: count,
    /** Left out by the check. */
    refused: count,
  }),
  /** Milliseconds from an upload's acceptance to the first byte sent; left out where none was sent. */
  waitMs: z.object({ p50: count, p95: count, max: count }).optional(),
});
export type StatsBucket = z.infer<typeof statsBucketSchema>;

/** The answer of `GET /v1/stats`; every bucket from `from` to `to` is there, those without uploads too. */
export const statsSchema = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  bucket: z.enum(['hour', 'day']),
  items: z.array(statsBucketSchema),
});
export type Stats = z.infer<typeof statsSchema>;
