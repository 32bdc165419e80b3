import { ProblemError, uploadRequestSchema, uploadSchema } from '@ozonetel-bulk-upload/shared-types';
import type { Request } from 'express';
import type { Store } from '../../store/open-store';
import type { AcceptUpload } from '../../upload/accept/accept-upload';
import type { CheckFew } from '../../upload/prepare/check-few';
import { viewRows } from '../../upload/upload-view';
import { UPLOAD_EXAMPLE } from '../examples';
import { receiveUpload, type ReceiveUploadDeps } from '../receive-upload';
import { refuseWhileDraining } from '../refuse-while-draining';
import { defineRoute, json, type Call, type Route } from '../route';

export interface AcceptRouteDeps extends ReceiveUploadDeps {
  readonly acceptUpload: AcceptUpload;
  readonly checkFew: CheckFew;
  readonly store: Store;
  readonly intervalMs: number;
  /** Aborted when the process begins to stop. */
  readonly drainSignal: AbortSignal;
}

export function acceptUploadRoute(deps: AcceptRouteDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/uploads',
    summary: 'Upload a contact file into a campaign, or stop the campaign',
    headers: {
      'Idempotency-Key':
        '1 to 255 printable ASCII characters. The same key and request again find the same upload.',
    },
    body: {
      name: 'UploadRequest',
      schema: uploadRequestSchema,
      multipart: true,
      example: {
        account: { username: 'acme', apiKey: 'the API key of that Ozonetel user' },
        campaignName: 'Diwali',
        action: 'start',
        file: { url: 'https://crm.example.com/export.csv' },
        columns: { 'Mobile No': 'PhoneNumber' },
        invalidRows: 'drop',
      },
    },
    responses: {
      202: {
        description: 'The upload was stored and will be fetched, checked and sent.',
        headers: { Location: 'Path of the upload' },
        body: json('Upload', uploadSchema, UPLOAD_EXAMPLE),
      },
    },
    problems: ['idempotency_key_reused'],
    before: [refuseWhileDraining(deps.drainSignal)],
    handle: (call) => accept(deps, call),
  });
}

async function accept(deps: AcceptRouteDeps, { request, response }: Call): Promise<void> {
  const key = readIdempotencyKey(request);
  const received = await receiveUpload(deps, request);
  const verdict = await deps.checkFew(received);
  const upload = await deps.acceptUpload({
    ...received,
    ...(verdict === undefined ? {} : { verdict }),
    ...(key === undefined ? {} : { idempotencyKey: key }),
  });
  const [view] = await viewRows(deps.store.db, [upload], deps.intervalMs);
  response.status(202).location(`/v1/uploads/${upload.id}`).json(view);
}

function readIdempotencyKey({ headersDistinct }: Request): string | undefined {
  const [key, ...more] = headersDistinct['idempotency-key'] ?? [];
  if (key === undefined) return undefined;
  if (more.length > 0)
    throw new ProblemError('invalid_body', 'Idempotency-Key came more than once: send it once.');
  if (!/^[\x20-\x7e]{1,255}$/.test(key) || key.trim() === '')
    throw new ProblemError('invalid_body', 'Idempotency-Key must be 1 to 255 printable ASCII characters.');
  return key;
}
