import { z } from 'zod';
import { postUrlSchema } from './http-url';
import { nameSchema, visibleLineSchema } from './stored-text';

const MAX_API_KEY_LENGTH = 512;

/** An Ozonetel account as a request brings it. */
export const accountCredentialsSchema = z.strictObject({
  username: nameSchema,
  apiKey: visibleLineSchema(MAX_API_KEY_LENGTH),
  uploadUrl: postUrlSchema.optional(),
});
export type AccountCredentials = z.infer<typeof accountCredentialsSchema>;

/** The name of a stored account, which is part of URL paths. */
export const accountNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'must have 1 to 64 letters, digits, ".", "_" or "-"');

/** A stored account, named in a request. */
export const accountReferenceSchema = z.strictObject({ name: accountNameSchema });

/** A stored account, without its key. */
export const storedAccountSchema = z.object({
  name: z.string(),
  username: z.string(),
  /** Left out: where OZONETEL_UPLOAD_URL says. */
  uploadUrl: z.string().optional(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** When its next request may be sent; left out where that is now. */
  nextFree: z.iso.datetime().optional(),
  /** Uploads that wait for their turn. */
  waiting: z.int().min(0),
  /** Uploads that were sent and wait for Ozonetel's callback. */
  open: z.int().min(0),
});
export type StoredAccount = z.infer<typeof storedAccountSchema>;

/** Every stored account, by name. */
export const storedAccountListSchema = z.object({ items: z.array(storedAccountSchema) });
