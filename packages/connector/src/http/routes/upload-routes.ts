import {
  nameSchema,
  ProblemError,
  uploadListSchema,
  uploadSchema,
  uploadStateSchema,
  type Upload,
} from '@ozonetel-bulk-upload/shared-types';
import type { Response } from 'express';
import { z } from 'zod';
import { streamOf } from '../../store/spool/content';
import { cancelUpload } from '../../upload/cancel-upload';
import { eraseUpload } from '../../upload/erase-upload';
import { listUploads } from '../../upload/list-uploads';
import { unknownUpload } from '../../upload/stored-upload';
import { viewRows, viewUpload } from '../../upload/upload-view';
import { REJECTED_CSV_EXAMPLE, UPLOAD_EXAMPLE } from '../examples';
import { fromCursor, pagingSchema, timeSchema, toCursor } from '../paging';
import { defineRoute, json, type Route } from '../route';
import type { Sealer } from '../../crypto/sealer';
import type { Transact } from '../../store/unit-of-work';
import { sendStored } from '../send-stored';
import type { UploadStreams } from '../stream-upload';
import { acceptUploadRoute, type AcceptRouteDeps } from './accept-upload-route';
import { unsentRoute, type UnsentRouteDeps } from './unsent-route';

export interface UploadRouteDeps extends AcceptRouteDeps, UnsentRouteDeps {
  readonly transact: Transact;
  readonly sealer: Sealer;
  readonly streams: UploadStreams;
}

const STATES = uploadStateSchema.options;

const statesSchema = z
  .string()
  .regex(
    new RegExp(`^(${STATES.join('|')})(,(${STATES.join('|')}))*$`),
    `must be one or more of ${STATES.join(', ')}`,
  )
  .transform((text) => text.split(','))
  .pipe(z.array(uploadStateSchema));

const listQuerySchema = pagingSchema.extend({
  state: statesSchema.optional().describe('Uploads in this state, or in any of several, comma-separated.'),
  campaignName: nameSchema.optional().describe('Uploads into this campaign alone.'),
  username: nameSchema.optional().describe('Uploads of this Ozonetel user alone.'),
  q: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^\0]*$/, 'must not contain a NUL character')
    .optional()
    .describe(
      "Part of the campaign's name, the user's name or the id, in upper or lower case, of any alphabet.",
    ),
  since: timeSchema.optional().describe('Uploads accepted from this time on.'),
  until: timeSchema.optional().describe('Uploads accepted before this time.'),
});

const anUpload = json('Upload', uploadSchema, UPLOAD_EXAMPLE);

export function uploadRoutes(deps: UploadRouteDeps): Route[] {
  return [
    acceptUploadRoute(deps),
    listRoute(deps),
    defineRoute({
      method: 'get',
      path: '/v1/uploads/{id}',
      summary: 'An upload',
      responses: { 200: { description: 'The upload as it is now', body: anUpload } },
      async handle({ response, params }) {
        response.json(await getUpload(deps, params['id'] ?? ''));
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/uploads/{id}',
      summary: 'Delete an upload that has ended, with all its data',
      responses: {
        204: {
          description: 'The upload was deleted, with its rows, texts, callbacks, events and deliveries.',
        },
      },
      problems: ['conflict'],
      async handle({ response, params }) {
        if (!(await eraseUpload(deps, params['id'] ?? ''))) throw unknownUpload();
        response.status(204).end();
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/uploads/{id}/cancel',
      summary: 'Cancel an upload of which nothing was sent',
      responses: { 200: { description: 'The upload was canceled.', body: anUpload } },
      problems: ['conflict'],
      async handle({ response, params }) {
        const id = params['id'] ?? '';
        if (!(await cancelUpload(deps, id))) throw unknownUpload();
        response.json(await getUpload(deps, id));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/uploads/{id}/rejected.csv',
      summary: 'The rows that were left out, with row, line and reason',
      responses: {
        200: {
          description: 'The columns row, line and reason, then those of the source file',
          body: {
            contentType: 'text/csv',
            example: REJECTED_CSV_EXAMPLE,
          },
        },
      },
      handle: ({ response, params }) => sendRejected(deps, params['id'] ?? '', response),
    }),
    unsentRoute(deps),
    eventsRoute(deps),
  ];
}

function listRoute({ store, intervalMs }: UploadRouteDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/uploads',
    summary: 'List uploads, newest first',
    query: listQuerySchema,
    responses: {
      200: {
        description: 'A page of uploads',
        body: json('UploadList', uploadListSchema, { items: [UPLOAD_EXAMPLE], nextCursor: 'NDI' }),
      },
    },
    async handle({ response, query: { cursor, ...query } }) {
      const { rows, next } = await listUploads(store, { ...toFilter(query), before: fromCursor(cursor) });
      const items = await viewRows(store.db, rows, intervalMs);
      response.json({ items, nextCursor: toCursor(next) });
    },
  });
}

function toFilter({ state, q, since, until, ...filter }: Omit<z.output<typeof listQuerySchema>, 'cursor'>) {
  const toMs = (time: string | undefined) => (time === undefined ? undefined : Date.parse(time));
  return { ...filter, states: state, search: q, since: toMs(since), until: toMs(until) };
}

function eventsRoute(deps: UploadRouteDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/uploads/{id}/events',
    summary: 'Server-Sent Events: the Upload now and at each change',
    responses: {
      200: {
        description: 'Events `upload`, each with the whole Upload; the stream ends with the upload.',
        body: {
          contentType: 'text/event-stream',
          example: `event: upload\ndata: ${JSON.stringify(UPLOAD_EXAMPLE)}\n\n`,
        },
      },
    },
    problems: ['unavailable'],
    async handle({ request, response, params }) {
      const id = params['id'] ?? '';
      await getUpload(deps, id);
      deps.streams.start(id, request, response);
    },
  });
}

async function getUpload({ store, intervalMs }: UploadRouteDeps, id: string): Promise<Upload> {
  const upload = await viewUpload(store.db, id, intervalMs);
  if (upload === undefined) throw unknownUpload();
  return upload;
}

async function sendRejected(deps: UploadRouteDeps, id: string, response: Response): Promise<void> {
  const { counts } = await getUpload(deps, id);
  const file = await deps.spool.find(id, 'rejected');
  if (file === undefined) {
    const leftOut = (counts?.invalid ?? 0) + (counts?.duplicates ?? 0);
    const detail =
      leftOut === 0
        ? 'No row of this upload was left out.'
        : 'The rows that were left out are no longer kept (RETENTION_MS).';
    throw new ProblemError('not_found', detail);
  }
  response.type('text/csv; charset=utf-8').set('Content-Length', String(file.bytes));
  response.set('Content-Disposition', `attachment; filename="rejected-${id}.csv"`);
  await sendStored(streamOf(file), file.bytes, response);
}
