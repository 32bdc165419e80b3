import { ProblemError } from '@ozonetel-bulk-upload/shared-types';
import type { RequestHandler, Response } from 'express';

const RETRY_AFTER_SECONDS = 5;

/** What is stored is safe, but a body that takes long to come would hold the stop up. */
export function refuseWhileDraining(drainSignal: AbortSignal): RequestHandler {
  return (_request, response, next) => {
    if (drainSignal.aborted) throw stopping(response);
    next();
  };
}

/** The answer to a request that another process, or this one's successor, has to take. */
export function stopping(response: Response): ProblemError {
  response.set('Retry-After', String(RETRY_AFTER_SECONDS));
  return new ProblemError('unavailable', 'The connector is being stopped: send the request again soon.');
}
