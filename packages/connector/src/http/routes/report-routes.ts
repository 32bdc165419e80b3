import {
  invalidBody,
  statsSchema,
  timelineSchema,
  type Stats,
  type TimelineItem,
} from '@ozonetel-bulk-upload/shared-types';
import { z } from 'zod';
import { BUCKET_MS, countUploads, type StatsRange } from '../../report/count-uploads';
import { viewTimeline } from '../../report/view-timeline';
import type { Store } from '../../store/open-store';
import { findUpload, unknownUpload } from '../../upload/stored-upload';
import { timeSchema } from '../paging';
import { defineRoute, json, type Route } from '../route';

/** A month by the hour, more than a year by the day. */
const MAX_BUCKETS = 750;
/** Where `from` is left out. */
const DEFAULT_BUCKETS = { hour: 24, day: 14 } as const;

const querySchema = z.strictObject({
  from: timeSchema.optional().describe('Where the first bucket begins; a day, or two weeks, before `to`.'),
  to: timeSchema.optional().describe('Uploads accepted before it; now, if it is left out.'),
  bucket: z.enum(['hour', 'day']).default('day'),
});

const STATS_EXAMPLE: Stats = {
  from: '2026-01-05T00:00:00.000Z',
  to: '2026-01-06T00:00:00.000Z',
  bucket: 'day',
  items: [
    {
      at: '2026-01-05T00:00:00.000Z',
      uploads: { succeeded: 40, failed: 1, rejected: 3, unconfirmed: 0, canceled: 1, underWay: 2 },
      rows: { sent: 39_800, refused: 212 },
      waitMs: { p50: 41_000, p95: 180_000, max: 240_000 },
    },
  ],
};

const TIMELINE_EXAMPLE: TimelineItem[] = [
  { at: '2026-01-05T09:00:00.000Z', kind: 'state', state: 'accepted' },
  { at: '2026-01-05T09:00:05.000Z', kind: 'reply', code: 'processing', message: 'Data processing' },
];

export function reportRoutes({ store }: { readonly store: Store }): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/stats',
      summary: 'Uploads by outcome, rows and waiting times, by the hour or day of acceptance',
      query: querySchema,
      responses: {
        200: {
          description: 'A bucket for each hour or day of the range, without dry runs and stops',
          body: json('Stats', statsSchema, STATS_EXAMPLE),
        },
      },
      async handle({ response, query }) {
        response.json(await countUploads(store, toRange(query, await store.now())));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/uploads/{id}/timeline',
      summary:
        'What happened to an upload: states, replies, callbacks, events, deliveries with their attempts',
      responses: {
        200: {
          description: 'The oldest first',
          body: json('Timeline', timelineSchema, { items: TIMELINE_EXAMPLE }),
        },
      },
      async handle({ response, params }) {
        const upload = await findUpload(store.db, params['id'] ?? '');
        if (upload === undefined) throw unknownUpload();
        response.json({ items: await viewTimeline(store.db, upload) });
      },
    }),
  ];
}

/** @throws ProblemError `invalid_body` for a range that is empty or too long */
function toRange({ from, to, bucket }: z.output<typeof querySchema>, now: number): StatsRange {
  const size = BUCKET_MS[bucket];
  const end = to === undefined ? now + 1 : Date.parse(to);
  const start = from === undefined ? end - DEFAULT_BUCKETS[bucket] * size : Date.parse(from);
  if (start >= end) throw invalidBody([{ path: 'from', message: 'must be before `to`' }]);
  if ((end - start) / size > MAX_BUCKETS)
    throw invalidBody([
      { path: 'from', message: `must be no more than ${MAX_BUCKETS} buckets before \`to\`` },
    ]);
  return { from: start, to: end, bucket };
}
