import { eventListSchema, eventTypeSchema, invalidBody } from '@ozonetel-bulk-upload/shared-types';
import { listEvents, type EventPlace } from '../../event/list-events';
import type { Store } from '../../store/open-store';
import { idSchema, pagingSchema, timeSchema } from '../paging';
import { defineRoute, json, type Route } from '../route';

const querySchema = pagingSchema.extend({
  type: eventTypeSchema.optional().describe('Events of this type alone.'),
  uploadId: idSchema.optional().describe('Events of this upload alone.'),
  since: timeSchema.optional().describe('Events from this time on.'),
});

export function eventRoutes({ store }: { readonly store: Store }): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/events',
      summary: 'List events sent to receivers, newest first',
      query: querySchema,
      responses: {
        200: {
          description: 'A page of events; events without a receiver are not kept',
          body: json('EventList', eventListSchema, {
            items: [
              {
                id: 'evt_1a2b3c4d5e6f7a8b',
                type: 'upload.failed',
                uploadId: 'upl_3f1b8c2a9d4e4f60',
                createdAt: '2026-01-05T09:02:10.000Z',
              },
            ],
            nextCursor: null,
          }),
        },
      },
      async handle({ response, query: { cursor, since, ...query } }) {
        const { items, next } = await listEvents(store.db, {
          ...query,
          since: since === undefined ? undefined : Date.parse(since),
          before: fromCursor(cursor),
        });
        response.json({ items, nextCursor: toCursor(next) });
      },
    }),
  ];
}

function toCursor(place: EventPlace | undefined): string | null {
  return place === undefined ? null : Buffer.from(`${place.createdAt}.${place.id}`).toString('base64url');
}

/** @throws ProblemError when `toCursor` cannot have made it */
function fromCursor(cursor: string | undefined): EventPlace | undefined {
  if (cursor === undefined) return undefined;
  const [, createdAt, id] =
    /^(\d{1,15})\.([\w-]{1,40})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (createdAt === undefined || id === undefined)
    throw invalidBody([
      { path: 'cursor', message: 'Invalid cursor: leave it out to begin with the newest.' },
    ]);
  return { createdAt: Number(createdAt), id };
}
