import { ProblemError, storedTextSchema, uploadStateSchema } from '@ozonetel-bulk-upload/shared-types';
import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { parseQuery, toCursor, fromCursor } from '../paging';
import type { Spool } from '../../spool/spool';
import type { Store } from '../../store/open-store';
import { acceptUpload, type AcceptDeps } from '../../upload/accept/accept-upload';
import { cancelUpload } from '../../upload/cancel-upload';
import type { Changes } from '../../upload/changes';
import { listUploads } from '../../upload/list-uploads';
import { viewRow, viewUpload } from '../../upload/upload-view';
import { receiveUpload } from '../receive-upload';
import { streamUpload } from '../stream-upload';

export interface UploadRouteDeps extends AcceptDeps {
  readonly store: Store;
  readonly spool: Spool;
  readonly changes: Changes;
  readonly intervalMs: number;
  readonly fetchMaxBytes: number;
  /** Aborted when the process begins to stop. */
  readonly drainSignal: AbortSignal;
}

/** 50,000 contacts of 40 columns as JSON. */
const MAX_JSON_BYTES = '100mb';

const RETRY_AFTER_SECONDS = 5;

const listQuerySchema = z.strictObject({
  state: uploadStateSchema.optional(),
  campaignName: storedTextSchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional(),
});

export function uploadRoutes(deps: UploadRouteDeps): Router {
  const router = Router();
  const { db } = deps.store;
  router.post(
    '/uploads',
    refuseWhileDraining(deps.drainSignal),
    express.json({ limit: MAX_JSON_BYTES }),
    async (request, response) => {
      const key = readIdempotencyKey(request);
      const received = await receiveUpload(request, deps.spool, { maxFileBytes: deps.fetchMaxBytes });
      const upload = await acceptUpload(deps, {
        ...received,
        ...(key === undefined ? {} : { idempotencyKey: key }),
      });
      response
        .status(202)
        .location(`/v1/uploads/${upload.id}`)
        .json(await viewRow(db, upload, deps.intervalMs));
    },
  );
  router.get('/uploads', async (request, response) => {
    const { cursor, ...query } = parseQuery(listQuerySchema, request.query);
    const { rows, next } = await listUploads(db, { ...query, before: fromCursor(cursor) });
    const items = await Promise.all(rows.map((row) => viewRow(db, row, deps.intervalMs)));
    response.json({ items, nextCursor: toCursor(next) });
  });
  router.get('/uploads/:id', async (request, response) => {
    response.json(await getUpload(deps, request.params.id));
  });
  router.post('/uploads/:id/cancel', async (request, response) => {
    if (!(await cancelUpload(deps, request.params.id))) throw unknownUpload();
    response.json(await getUpload(deps, request.params.id));
  });
  router.get('/uploads/:id/rejected.csv', async (request, response) =>
    sendRejected(deps, request.params.id, response),
  );
  router.get('/uploads/:id/events', async (request, response) => {
    await getUpload(deps, request.params.id);
    await streamUpload(
      {
        changes: deps.changes,
        view: () => viewUpload(db, request.params.id, deps.intervalMs),
        drainSignal: deps.drainSignal,
      },
      request.params.id,
      response,
    );
  });
  return router;
}

/** What is stored is safe, but a body that takes long to come would hold the stop up. */
function refuseWhileDraining(drainSignal: AbortSignal): RequestHandler {
  return (_request, response, next) => {
    if (drainSignal.aborted) {
      response.set('Retry-After', String(RETRY_AFTER_SECONDS));
      throw new ProblemError('unavailable', 'The connector is being stopped: send the request again soon.');
    }
    next();
  };
}

async function getUpload({ store, intervalMs }: UploadRouteDeps, id: string) {
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
        : 'The rows that were left out are kept no longer (RETENTION_MS).';
    throw new ProblemError('not_found', detail);
  }
  response.type('text/csv; charset=utf-8').set('Content-Length', String(file.bytes));
  response.set('Content-Disposition', `attachment; filename="rejected-${id}.csv"`);
  deps.spool.read(file.id).pipe(response);
}

function readIdempotencyKey(request: Request): string | undefined {
  const key = request.get('idempotency-key');
  if (key !== undefined && (key.trim() === '' || key.length > 255)) {
    throw new ProblemError('invalid_body', 'Idempotency-Key must have 1 to 255 characters.');
  }
  return key;
}

function unknownUpload(): ProblemError {
  return new ProblemError('not_found', 'There is no upload with this id.');
}
