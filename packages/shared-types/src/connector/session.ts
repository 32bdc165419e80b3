import { z } from 'zod';

/** Signs in to the console. */
export const sessionRequestSchema = z.strictObject({
  key: z.string().trim().min(1).max(4096).describe('One of CONNECTOR_API_KEYS.'),
});

/** Who is signed in to the console. */
export const sessionSchema = z.object({
  keyName: z.string().describe('Name of the key in CONNECTOR_API_KEYS.'),
  expiresAt: z.iso.datetime(),
});
