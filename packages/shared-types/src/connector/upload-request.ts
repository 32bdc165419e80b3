import { z } from 'zod';
import { accountCredentialsSchema, accountReferenceSchema } from './account';
import { columnMatchingSchema } from './column';
import { correctionsSchema } from './correction';
import { fileHeadersSchema } from './file-headers';
import { fileUrlSchema, postUrlSchema } from './http-url';
import { columnSourceSchema, columnTargetSchema, listedNameSchema, nameSchema } from './stored-text';
import { webhookSecretSchema } from './webhook-secret';

const MAX_LISTED_NAMES = 10_000;
const MAX_COLUMNS_NAMED = 1_000;
const MAX_TIME_LENGTH = 64;

const listedNamesSchema = z.array(listedNameSchema).max(MAX_LISTED_NAMES).default([]);

const columnsSchema = z
  .record(columnSourceSchema, columnTargetSchema)
  .refine(
    (columns) => Object.keys(columns).length <= MAX_COLUMNS_NAMED,
    `must not name more than ${MAX_COLUMNS_NAMED} columns`,
  )
  .meta({ maxProperties: MAX_COLUMNS_NAMED });

/** One contact given inline: column name → cell. Numbers are written as they print; null is an empty cell. */
export const contactSchema = z.record(
  columnSourceSchema.min(1),
  z.union([z.string(), z.number(), z.boolean(), z.null()]),
);

const fileSchema = z.strictObject({ url: fileUrlSchema, headers: fileHeadersSchema.default({}) });

/**
 * The body of `POST /v1/uploads`, without the multipart part `file`. Exactly one
 * source is checked by `parseUploadRequest`, which knows of that part.
 */
export const uploadRequestSchema = z.strictObject({
  account: z.union([accountCredentialsSchema, accountReferenceSchema]),
  campaignName: nameSchema,
  action: z.enum(['start', 'stop']).optional(),
  file: fileSchema.optional(),
  contacts: z.array(contactSchema).min(1, 'must hold at least one contact').optional(),
  corrections: correctionsSchema.default([]),
  columns: columnsSchema.default({}),
  columnMatching: columnMatchingSchema.default('names'),
  campaignType: z.enum(['agentwise', 'skillwise']).optional(),
  agentIds: listedNamesSchema,
  skills: listedNamesSchema,
  invalidRows: z.enum(['fail', 'drop']).default('fail'),
  duplicates: z.enum(['keep', 'drop']).default('keep'),
  rowsWiderThanHeader: z.enum(['fail', 'drop', 'keep']).default('fail'),
  hiddenRows: z.enum(['send', 'drop']).default('send'),
  split: z.boolean().default(false),
  format: z.enum(['csv', 'xlsx']).optional(),
  notifyUrl: postUrlSchema.optional(),
  notifySecret: webhookSecretSchema.optional(),
  notifyBy: z.iso.datetime({ offset: true }).max(MAX_TIME_LENGTH).optional(),
  dryRun: z.boolean().default(false),
});

export type UploadRequest = z.infer<typeof uploadRequestSchema>;
/** What a client may write: defaults left out. */
export type UploadRequestInput = z.input<typeof uploadRequestSchema>;
export type Contact = z.infer<typeof contactSchema>;
