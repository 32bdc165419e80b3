import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

/** What is known of a request beside its own members. */
export interface RequestContext {
  /** In `X-Request-Id`, in each problem and in each log line about the request. */
  readonly requestId: string;
  /** Name of the key that it came with. */
  keyName?: string;
}

/** An id that a proxy or a caller gave: short, and of characters that break no log line and no header. */
const REQUEST_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;

const contexts = new WeakMap<Response, RequestContext>();

/** Gives each request its id: the one that it brings in `X-Request-Id`, if it has the form of one, or a new one. */
export const identifyRequest: RequestHandler = (request, response, next) => {
  const given = request.headers['x-request-id'];
  const requestId = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
  contexts.set(response, { requestId });
  response.setHeader('X-Request-Id', requestId);
  next();
};

/** @throws Error when the request did not come through `identifyRequest` */
export function contextOf(response: Response): RequestContext {
  const context = contexts.get(response);
  if (context === undefined) throw new Error('the request has no context: mount identifyRequest first');
  return context;
}
