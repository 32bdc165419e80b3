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

/** Opaque places in lists, newest first. */
interface Cursors<Place> {
  /** Null: there is no next page. */
  readonly to: (place: Place | undefined) => string | null;
  /** @throws ProblemError when `to` cannot have made it */
  readonly from: (cursor: string | undefined) => Place | undefined;
}

/**
 * Cursors of a list by what tells its items apart.
 * @param parse reads what `print` wrote; undefined for any other text
 */
export function createCursors<Place>(
  print: (place: Place) => string,
  parse: (text: string) => Place | undefined,
): Cursors<Place> {
  const encode = (place: Place): string => Buffer.from(print(place)).toString('base64url');
  return {
    to: (place) => (place === undefined ? null : encode(place)),
    from(cursor) {
      if (cursor === undefined) return undefined;
      const place = parse(Buffer.from(cursor, 'base64url').toString());
      if (place !== undefined && encode(place) === cursor) return place;
      const message = 'Invalid cursor: leave it out to begin with the newest.';
      throw invalidBody([{ path: 'cursor', message }]);
    },
  };
}

/** By a row's number. */
export const { to: toCursor, from: fromCursor } = createCursors<number>(String, (text) =>
  /^\d{1,15}$/.test(text) ? Number(text) : undefined,
);

/** An id in a query. An unknown one gives an empty list. */
export const idSchema = z.string().regex(/^[\w-]{1,64}$/, 'must be an id');

/** A time in a query. */
export const timeSchema = z.iso.datetime({ offset: true }).max(64);
