import { z } from 'zod';

/** A text that is kept as it is: no database of the connector's may refuse it, and Postgres takes no NUL. */
export const storedTextSchema = z
  .string()
  .refine((text) => !text.includes('\0'), 'must not hold a NUL character');

/** A name of the user's, without the spaces around it. */
export const nameSchema = storedTextSchema.trim().min(1);
