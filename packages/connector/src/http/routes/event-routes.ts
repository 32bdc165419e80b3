import { eventListSchema, eventTypeSchema } from '@ozonetel-bulk-upload/shared-types';
import { listEvents, type EventPlace } from '../../event/list-events';
import type { Store } from '../../store/open-store';
import { createCursors, idSchema, pagingSchema, timeSchema } from '../paging';
import { defineRoute, json, type Route } from '../route';

const eventCursors = createCursors<EventPlace>(
  ({ createdAt, id }) => `${createdAt}.${id}`,
  (text) => {
    const [, createdAt, id] = /^(\d{1,15})\.([\w-]{1,40})$/.exec(text) ?? [];
    return createdAt === undefined || id === undefined ? undefined : { createdAt: Number(createdAt), id };
  },
);

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
          before: eventCursors.from(cursor),
        });
        response.json({ items, nextCursor: eventCursors.to(next) });
      },
    }),
  ];
}
