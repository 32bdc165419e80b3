import { ProblemError } from '@ozonetel-bulk-upload/shared-types';
import type { RequestHandler } from 'express';

/** A request of HTTP/1.1 names the host that it asks (RFC 9112, 3.2); Node's own refusal is no problem document. */
export const requireHost: RequestHandler = (request, _response, next) => {
  if (request.httpVersion === '1.1' && request.headers.host === undefined)
    throw new ProblemError('invalid_body', 'The request has no Host header. Add one.');
  next();
};

/** Runs a handler for a path that cannot be decoded: Express would answer it before any handler of its route. */
export function whenUndecodable(handler: RequestHandler): RequestHandler {
  return (request, response, next) => {
    if (isDecodable(request.path)) next();
    else void handler(request, response, next);
  };
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
