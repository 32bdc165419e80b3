import { invalidBody, toFieldErrors } from '@ozonetel-bulk-upload/shared-types';
import type { z } from 'zod';

/** @throws ProblemError with every fault of the query string */
export function parseQuery<T>(schema: z.ZodType<T>, query: unknown): T {
  const parsed = schema.safeParse(query);
  if (!parsed.success) throw invalidBody(toFieldErrors(parsed.error));
  return parsed.data;
}

/** An opaque place in a list, newest first. */
export function toCursor(seq: number | undefined): string | null {
  return seq === undefined ? null : Buffer.from(String(seq)).toString('base64url');
}

/** @throws ProblemError when it is none of ours */
export function fromCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString();
  if (!/^\d{1,15}$/.test(text))
    throw invalidBody([{ path: 'cursor', message: 'This is no cursor of ours: leave it out to begin.' }]);
  return Number(text);
}
