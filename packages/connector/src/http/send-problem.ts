import { ProblemError } from '@ozonetel-bulk-upload/shared-types';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { errorCode } from '../observe/error-code';
import { createSampledWarning } from '../observe/sampled-warning';
import type { Logger } from '../observe/logger';
import { isDatabaseUnavailable } from '../store/database-unavailable';
import { endWhenReceived } from './body/drain-request';
import { contextOf } from './request-context';

/** A database that is started again answers after some seconds. */
const DATABASE_RETRY_SECONDS = 5;

function sendProblem(response: Response, error: ProblemError): void {
  const problem = error.toProblem(contextOf(response).requestId);
  const body = Buffer.from(JSON.stringify(problem));
  response.status(problem.status).type('application/problem+json').set('Content-Length', String(body.length));
  endWhenReceived(response, body);
}

export const handleUnknownRoute: RequestHandler = () => {
  throw new ProblemError('not_found', 'Route not found. /openapi.json lists all routes.');
};

/** The one place where errors become answers: what is not a ProblemError is logged and stays inside. */
export function createErrorHandler(logger: Logger): ErrorRequestHandler {
  const warnUnavailable = createSampledWarning(
    logger,
    'a request was refused: the database is not available',
  );
  // Express knows an error handler by its fourth parameter.
  return (error: unknown, request, response, _next) => {
    if (response.headersSent) {
      logger.error({ requestId: contextOf(response).requestId, err: error }, 'an answer was cut off');
      response.destroy();
      return;
    }
    if (error instanceof ProblemError) {
      if (error.code === 'unauthorized') response.set('WWW-Authenticate', 'Bearer');
      sendProblem(response, error);
      return;
    }
    const known = fromExpress(error, request);
    if (known !== undefined) {
      sendProblem(response, known);
      return;
    }
    const { requestId } = contextOf(response);
    if (isDatabaseUnavailable(error)) {
      warnUnavailable(error, { requestId });
      response.set('Retry-After', String(DATABASE_RETRY_SECONDS));
      sendProblem(
        response,
        new ProblemError('unavailable', 'The database is not available. Send the request again soon.'),
      );
      return;
    }
    logger.error({ requestId, err: error }, 'a request failed');
    sendProblem(
      response,
      new ProblemError('internal', 'The connector failed; its log says why. Try again later.'),
    );
  };
}

/** What the caller did wrong: a path that cannot be decoded, a connection that broke off. */
function fromExpress(error: unknown, request: Request): ProblemError | undefined {
  if (error instanceof URIError)
    return new ProblemError('invalid_body', 'The path cannot be decoded: write each % in it as %25.');
  if (isBrokenOff(error, request)) return new ProblemError('invalid_body', 'The request broke off.');
  return undefined;
}

/** A reset connection may be the database's: it is the caller's if the caller's is gone. */
function isBrokenOff(error: unknown, request: Request): boolean {
  return errorCode(error) === 'ECONNRESET' && request.socket.destroyed;
}
