import { Router, type Request } from 'express';
import { ProblemError } from '@ozonetel-bulk-upload/shared-types';
import type { ReceiveCallback } from '../../callback/group-commit';
import type { Logger } from '../../logger';

/** 50,000 row numbers are 0.4 MB. */
const MAX_CALLBACK_BYTES = 2 * 1024 * 1024;
/** Past this the line is cut. */
const MAX_DRAINED_BYTES = 32 * 1024 * 1024;

/** Ozonetel's callbacks: public, of any content type, known by the token in the path alone. */
export function callbackRoutes(receive: ReceiveCallback, logger: Logger): Router {
  const router = Router();
  router.post('/callbacks/:token', async (request, response) => {
    const body = await readBody(request);
    const known = await receive({
      token: request.params.token,
      contentType: request.get('content-type'),
      body,
    });
    if (!known) {
      logger.warn({ bytes: body.length }, 'a callback came with a token that is not known, or has expired');
      throw new ProblemError('not_found', 'This callback URL is not known, or has expired.');
    }
    response.status(200).json({ status: 'received' });
  });
  return router;
}

/** Reads a body that is too large to its end, unkept: who is cut off while sending would not see the answer. */
async function readBody(request: Request): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_CALLBACK_BYTES) chunks.push(chunk);
    else chunks.length = 0;
    if (bytes > MAX_DRAINED_BYTES) break;
  }
  if (bytes > MAX_CALLBACK_BYTES) throw new ProblemError('body_too_large', 'A callback is at most 2 MiB.');
  return Buffer.concat(chunks).toString('utf8');
}
