import { invalidBody } from '@ozonetel-bulk-upload/shared-types';
import { z } from 'zod';

const MAX_PAGE = 200;
const limitRange = `must be a whole number from 1 to ${MAX_PAGE}`;

/** The members that every list's query string has. */
export const pagingSchema = z.strictObject({
  limit: z
    .string()
    .regex(/^\d{1,3}$/, limitRange)
    .transform(Number)
    .pipe(z.int(limitRange).min(1, limitRange).max(MAX_PAGE, limitRange))
    .default(50)
    .describe('Items of a page; 50 if it is left out.'),
  cursor: z.string().max(64).optional().describe('`nextCursor` of the page before.'),
});

/** An opaque place in a list, newest first. */
export function toCursor(seq: number | undefined): string | null {
  return seq === undefined ? null : Buffer.from(String(seq)).toString('base64url');
}

/** @throws ProblemError when `toCursor` cannot have made it */
export function fromCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString();
  const seq = Number(text);
  if (!/^\d{1,15}$/.test(text) || toCursor(seq) !== cursor)
    throw invalidBody([
      { path: 'cursor', message: 'Invalid cursor: leave it out to begin with the newest.' },
    ]);
  return seq;
}

/** An id in a query: whether there is such a thing is for the list to say. */
export const idSchema = z.string().regex(/^[\w-]{1,64}$/, 'must be an id');

/** A time in a query. */
export const timeSchema = z.iso.datetime({ offset: true }).max(64);
