import { ProblemError } from '@ozonetel-bulk-upload/shared-types';
import { z } from 'zod';
import type { ReceiveCallback } from '../../callback/receive-callback';
import type { ReadCallbackBody } from '../body/read-callback-body';
import { contextOf } from '../request-context';
import { defineRoute, json, type Call, type Route } from '../route';

export interface CallbackRouteDeps {
  readonly receiveCallback: ReceiveCallback;
  readonly readCallbackBody: ReadCallbackBody;
  readonly logUnknownToken: (requestId: string) => void;
}

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
          description: 'The callback was stored, also if it is a duplicate.',
          body: json('Received', receivedSchema, { status: 'received' }),
        },
      },
      problems: ['invalid_body', 'body_too_large', 'request_timeout', 'too_many_requests', 'unavailable'],
      handle: (call) => takeCallback(deps, call),
    }),
  ];
}

/** A callback URL is known or 404, however malformed: Ozonetel can do nothing about a 400. */
export function refuseCallback(): never {
  throw new ProblemError('not_found', 'This callback URL is not known, or has expired.');
}

async function takeCallback(
  { readCallbackBody, receiveCallback, logUnknownToken }: CallbackRouteDeps,
  { request, response, params }: Call,
): Promise<void> {
  const token = params['token'] ?? '';
  const read = await readCallbackBody(request, token);
  const contentType = request.get('content-type');
  if (read === undefined || !(await receiveCallback({ token, contentType, read }))) {
    logUnknownToken(contextOf(response).requestId);
    return refuseCallback();
  }
  response.writeHead(200, RECEIVED_HEADERS).end(RECEIVED);
}
