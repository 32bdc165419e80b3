import { ProblemError } from '@ozonetel-bulk-upload/shared-types';
import type { Request } from 'express';
import { z } from 'zod';
import type { ReceiveCallback } from '../../callback/group-commit';
import type { Logger } from '../../logger';
import { defineRoute, json, type Call, type Route } from '../route';

export interface CallbackRouteDeps {
  readonly receiveCallback: ReceiveCallback;
  readonly logger: Logger;
}

/** 50,000 row numbers are 0.4 MB. */
const MAX_CALLBACK_BYTES = 2 * 1024 * 1024;
/** Past this the line is cut. */
const MAX_DRAINED_BYTES = 32 * 1024 * 1024;

const RECEIVED = JSON.stringify({ status: 'received' });
const RECEIVED_HEADERS = { 'content-type': 'application/json', 'content-length': RECEIVED.length };

const receivedSchema = z.object({ status: z.literal('received') });

/** Ozonetel's callbacks: public, of any content type, known by the token in the path alone. */
export function callbackRoutes(deps: CallbackRouteDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/callbacks/{token}',
      summary: "Ozonetel's callback, of any content type",
      isPublic: true,
      responses: {
        200: {
          description: 'It is stored; so is one that is repeated.',
          body: json('Received', receivedSchema, { status: 'received' }),
        },
      },
      problems: ['body_too_large', 'unavailable'],
      handle: (call) => takeCallback(deps, call),
    }),
  ];
}

async function takeCallback(
  { receiveCallback, logger }: CallbackRouteDeps,
  { request, response, params }: Call,
): Promise<void> {
  const body = await readBody(request);
  const token = params['token'] ?? '';
  const known = await receiveCallback({ token, contentType: request.get('content-type'), body });
  if (!known) {
    logger.warn({ bytes: body.length }, 'a callback came with a token that is not known, or has expired');
    throw new ProblemError('not_found', 'This callback URL is not known, or has expired.');
  }
  response.writeHead(200, RECEIVED_HEADERS).end(RECEIVED);
}

/**
 * Reads a body that is too large to its end, unkept: who is cut off while sending would not see the answer. By its
 * events, since iterating over a request costs every callback a stream's worth of promises.
 */
function readBody(request: Request): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const refuse = () => reject(new ProblemError('body_too_large', 'A callback is at most 2 MiB.'));
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_CALLBACK_BYTES) chunks.push(chunk);
      else chunks.length = 0;
      if (bytes <= MAX_DRAINED_BYTES) return;
      refuse();
      request.destroy();
    });
    request.on('end', () => {
      if (bytes > MAX_CALLBACK_BYTES) refuse();
      else resolve(Buffer.concat(chunks).toString('utf8'));
    });
    request.on('error', reject);
  });
}
