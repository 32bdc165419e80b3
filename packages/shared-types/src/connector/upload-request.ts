import { z } from 'zod';
import { fileHeadersSchema } from './file-headers';
import { nameSchema } from './stored-text';

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });
const secret = z.string().regex(/^whsec_[A-Za-z0-9+/]+=*$/, 'must be whsec_ and base64');

/** One contact given inline: column name → cell. Numbers are written as they print; null is an empty cell. */
export const contactSchema = z.record(
  z.string().min(1),
  z.union([z.string(), z.number(), z.boolean(), z.null()]),
);

const accountSchema = z.strictObject({
  username: nameSchema,
  apiKey: z.string().min(1),
  uploadUrl: httpUrl.optional(),
});

const fileSchema = z.strictObject({ url: httpUrl, headers: fileHeadersSchema.default({}) });

/**
 * The body of `POST /v1/uploads` (design.md, "The request"), without the multipart part `file`. Exactly one
 * source is checked by `parseUploadRequest`, which knows of that part.
 */
export const uploadRequestSchema = z.strictObject({
  account: accountSchema,
  campaignName: nameSchema,
  action: z.enum(['start', 'stop']).optional(),
  file: fileSchema.optional(),
  contacts: z.array(contactSchema).min(1, 'must hold at least one contact').optional(),
  columns: z.record(z.string(), z.string().min(1)).default({}),
  campaignType: z.enum(['agentwise', 'skillwise']).optional(),
  agentIds: z.array(z.string()).default([]),
  skills: z.array(z.string()).default([]),
  invalidRows: z.enum(['fail', 'drop']).default('fail'),
  duplicates: z.enum(['keep', 'drop']).default('keep'),
  split: z.boolean().default(false),
  format: z.enum(['csv', 'xlsx']).optional(),
  notifyUrl: httpUrl.optional(),
  notifySecret: secret.optional(),
  notifyBy: z.iso.datetime({ offset: true }).optional(),
  dryRun: z.boolean().default(false),
});

export type UploadRequest = z.infer<typeof uploadRequestSchema>;
/** What a client may write: defaults left out. */
export type UploadRequestInput = z.input<typeof uploadRequestSchema>;
export type Contact = z.infer<typeof contactSchema>;
